/** Cases of the JSON Schema test suite that our models do not meet. */
export const schemaKnownGaps: readonly string[] = [
  'optional/float-overflow: all integers are multiples of 0.5, if overflow is handled: valid if optional overflow handling is implemented',
  'optional/zeroTerminatedFloats: some languages do not distinguish between different types of numeric value: a float is not an integer even without fractional part',
  'properties: properties whose names are Javascript object property names: __proto__ not valid',
  // Models refer to other models of their API only: nothing is fetched.
  'refRemote: remote ref: remote ref valid',
  'refRemote: remote ref: remote ref invalid',
  'refRemote: fragment within remote ref: remote fragment valid',
  'refRemote: fragment within remote ref: remote fragment invalid',
  'refRemote: ref within remote ref: ref within ref valid',
  'refRemote: ref within remote ref: ref within ref invalid',
  'refRemote: base URI change: base URI change ref valid',
  'refRemote: base URI change: base URI change ref invalid',
  'refRemote: base URI change - change folder: number is valid',
  'refRemote: base URI change - change folder: string is invalid',
  'refRemote: base URI change - change folder in subschema: number is valid',
  'refRemote: base URI change - change folder in subschema: string is invalid',
  'refRemote: root ref in remote ref: string is valid',
  'refRemote: root ref in remote ref: null is valid',
  'refRemote: root ref in remote ref: object is invalid',
  'refRemote: Location-independent identifier in remote ref: integer is valid',
  'refRemote: Location-independent identifier in remote ref: string is invalid',
];
