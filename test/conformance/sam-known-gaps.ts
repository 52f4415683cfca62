/** Templates that `expandSam` does not yet expand as AWS's translator does. A line leaves this list the day it passes. */
export const SAM_KNOWN_GAPS: readonly string[] = [];
