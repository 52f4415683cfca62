/** Cases of the Velocity corpus that samlet does not render yet. */
export const VTL_KNOWN_GAPS: readonly string[] = [];

/** Cases where API Gateway is known to answer something else than Velocity with JsonPath does. */
export const VTL_ON_AWS: Readonly<Record<string, string>> = {
  // $input.path prints as nothing what it does not find; a path may call length().
  'own-019': '',
  'own-022': '3',
  // $input.json gives the JSON text of numbers and booleans too.
  'own-003': '3',
  'own-147': '1.5',
  'own-148': 'true',
  'body-014': '12',
  // An empty body is {}.
  'body-000': '{}',
};
