/** A piece of a `Fn::Sub` string: text, or the name between `${` and `}`. */
export type SubPiece = { readonly text: string } | { readonly variable: string };

/** `${!Literal}` stays as the text `${Literal}`. */
export function subPieces(template: string): readonly SubPiece[] {
  const pieces: SubPiece[] = [];
  let end = 0;
  for (const match of template.matchAll(/\$\{([^}]*)\}/g)) {
    const [whole, inside = ''] = match;
    const literal = inside.startsWith('!');
    // `${}` and a name with characters that no name has (as in shell code) are text to AWS, too.
    if (!literal && !/^\s*[A-Za-z0-9_.:]+\s*$/.test(inside)) continue;
    if (match.index > end) pieces.push({ text: template.slice(end, match.index) });
    pieces.push(literal ? { text: `\${${inside.slice(1)}}` } : { variable: inside.trim() });
    end = match.index + whole.length;
  }
  if (end < template.length) pieces.push({ text: template.slice(end) });
  return pieces;
}

/** The variables of a `Fn::Sub` string that its own mapping does not define. */
export function subVariables(template: string, mapping: object): readonly string[] {
  return subPieces(template).flatMap((piece) =>
    'variable' in piece && !Object.hasOwn(mapping, piece.variable) ? [piece.variable] : [],
  );
}
