/** Templates that `expandSam` does not expand as AWS's translator does. A line leaves this list the day it passes. */
export const SAM_KNOWN_GAPS: readonly string[] = [
  // AWS writes `Fn::And: [{ Condition: { Condition: name } }]` here, which CloudFormation cannot evaluate.
  'function_with_event_dest_conditional',
];
