import type { Member, MemberTraits, Shape, StructureShape } from '../shape.ts';
import { doubleText } from './double-text.ts';
import { formatTimestamp, parseTimestamp } from './timestamps.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
  '\n': '&#xA;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

/** Text as it stands inside an element. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r\u0085\u2028]/g, (character) => ESCAPES[character] ?? character);
}

const escapeAttribute = (text: string) =>
  text.replace(/[&<>"\r\n\u0085\u2028]/g, (character) => ESCAPES[character] ?? character);

function namespaceAttribute(traits: Pick<MemberTraits, 'xmlNamespace'>): string {
  const { xmlNamespace } = traits;
  if (xmlNamespace === undefined) return '';
  const [prefix, uri] = typeof xmlNamespace === 'string' ? ['', xmlNamespace] : xmlNamespace;
  return ` xmlns${prefix ? `:${prefix}` : ''}="${escapeAttribute(uri)}"`;
}

/** The elements of a structure's members, without an element around them. */
export function xmlMembers(shape: StructureShape, value: Readonly<Record<string, unknown>>): string {
  let xml = '';
  for (const member of shape.members) {
    const one = value[member.name];
    if (one === undefined || one === null || member.traits.xmlAttribute) continue;
    xml += xmlMember(member, one);
  }
  return xml;
}

function xmlMember({ name, shape, traits }: Member, value: unknown): string {
  const tag = traits.xmlName ?? name;
  if (traits.xmlFlattened && shape.kind === 'list') {
    return [...(value as Iterable<unknown>)]
      .map((one) => xmlElement(tag, shape.member.shape, one, shape.member.traits))
      .join('');
  }
  if (traits.xmlFlattened && shape.kind === 'map') return xmlEntries(shape.key, shape.value, value, tag, traits);
  return xmlElement(tag, shape, value, traits);
}

function xmlEntries(key: Member, value: Member, map: unknown, tag: string, traits: MemberTraits): string {
  return Object.entries(map as object)
    .map(([name, one]) => {
      const keyElement = xmlElement(key.traits.xmlName ?? 'key', key.shape, name, key.traits);
      return `<${tag}${namespaceAttribute(traits)}>${keyElement}${xmlElement(value.traits.xmlName ?? 'value', value.shape, one, value.traits)}</${tag}>`;
    })
    .join('');
}

function xmlElement(tag: string, shape: Shape, value: unknown, traits: MemberTraits): string {
  if (value === null || value === undefined) return `<${tag}/>`;
  const open = `${tag}${namespaceAttribute(traits)}`;
  switch (shape.kind) {
    case 'structure': {
      const fields = value as Readonly<Record<string, unknown>>;
      const attributes = shape.members
        .filter((member) => member.traits.xmlAttribute && fields[member.name] != null)
        .map(
          (member) =>
            ` ${member.traits.xmlName ?? member.name}="${escapeAttribute(simpleText(member.shape, fields[member.name]))}"`,
        )
        .join('');
      const inner = xmlMembers(shape, fields);
      return inner === '' ? `<${open}${attributes}/>` : `<${open}${attributes}>${inner}</${tag}>`;
    }
    case 'list': {
      const item = shape.member.traits.xmlName ?? 'member';
      const inner = [...(value as Iterable<unknown>)]
        .map((one) => xmlElement(item, shape.member.shape, one, shape.member.traits))
        .join('');
      return inner === '' ? `<${open}/>` : `<${open}>${inner}</${tag}>`;
    }
    case 'map': {
      const inner = xmlEntries(shape.key, shape.value, value, 'entry', {});
      return inner === '' ? `<${open}/>` : `<${open}>${inner}</${tag}>`;
    }
    default:
      return `<${open}>${escapeXml(simpleText(shape, value))}</${tag}>`;
  }
}

function simpleText(shape: Shape, value: unknown): string {
  if (shape.kind === 'blob') {
    return Buffer.from(typeof value === 'string' ? Buffer.from(value) : (value as Uint8Array)).toString('base64');
  }
  if (shape.kind === 'timestamp') {
    const date = value instanceof Date ? value : (parseTimestamp(value) ?? new Date(Number.NaN));
    return String(formatTimestamp(date, shape.format ?? 'date-time'));
  }
  if (shape.kind === 'number' && shape.double) return doubleText(Number(value));
  return String(value);
}
