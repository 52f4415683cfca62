/** The stage that TestInvokeMethod runs in: no API has one of this name. */
export const TEST_STAGE = 'test-invoke-stage';
