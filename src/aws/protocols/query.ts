import { Buffer } from 'node:buffer';
import type { HttpRequest, HttpResponse } from '../../std/http-message.ts';
import { ServiceError } from '../service-error.ts';
import type { Member, Shape, StructureShape } from '../shape.ts';
import { type AnswerContext, type Protocol, queryCode } from './protocol.ts';
import { parseTimestamp } from './timestamps.ts';
import { escapeXml, xmlMembers } from './xml.ts';

/** AWS Query: a form of `Action`, `Version` and dotted parameters, answered in XML. */
export const query: Protocol = {
  decode: (request, operation) => readStructure(operation.input, parameterTree(queryParameters(request))),

  encode(output, operation, answer) {
    const { name } = operation;
    const result =
      operation.output.members.length === 0
        ? ''
        : `<${name}Result>${xmlMembers(operation.output, output as Record<string, unknown>)}</${name}Result>`;
    const namespace = answer.schemas?.xmlNamespace ?? '';
    return xmlAnswer(
      200,
      `<${name}Response xmlns="${namespace}">${result}<ResponseMetadata><RequestId>${answer.requestId}</RequestId></ResponseMetadata></${name}Response>`,
      answer,
    );
  },

  refuse(refusal, answer) {
    const { shape } = refusal;
    const namespace = answer.schemas?.xmlNamespace;
    const code = queryCode(refusal);
    const type = refusal.status >= 500 ? 'Receiver' : 'Sender';
    const members = shape === undefined ? '' : xmlMembers(withoutMessage(shape), refusal.members);
    return xmlAnswer(
      refusal.status,
      `<ErrorResponse${namespace ? ` xmlns="${namespace}"` : ''}><Error><Type>${type}</Type><Code>${escapeXml(code)}</Code>` +
        `${refusal.message === '' ? '' : `<Message>${escapeXml(refusal.message)}</Message>`}${members}</Error><RequestId>${answer.requestId}</RequestId></ErrorResponse>`,
      answer,
    );
  },
};

const withoutMessage = (shape: StructureShape): StructureShape => ({
  ...shape,
  members: shape.members.filter((member) => member.name.toLowerCase() !== 'message'),
});

function xmlAnswer(status: number, xml: string, answer: AnswerContext): HttpResponse {
  return { status, headers: { 'x-amzn-RequestId': answer.requestId, 'Content-Type': 'text/xml' }, body: xml };
}

/** The form's parameters: of the body, else of the query string (a presigned call). */
export function queryParameters(request: HttpRequest): URLSearchParams {
  const fromBody = new URLSearchParams(request.body.toString('utf8'));
  return fromBody.has('Action') ? fromBody : new URLSearchParams(request.rawQuery);
}

interface Node {
  text: string | undefined;
  readonly children: Map<string, Node>;
}

function parameterTree(parameters: URLSearchParams): Node {
  const root: Node = { text: undefined, children: new Map() };
  for (const [name, value] of parameters) {
    let node = root;
    for (const part of name.split('.')) {
      let child = node.children.get(part);
      if (child === undefined) {
        child = { text: undefined, children: new Map() };
        node.children.set(part, child);
      }
      node = child;
    }
    node.text = value;
  }
  return root;
}

function readStructure(shape: StructureShape, node: Node): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const member of shape.members) {
    const child = node.children.get(member.traits.xmlName ?? member.name);
    if (child === undefined) continue;
    result[member.name] = readMember(member, child);
  }
  return result;
}

function readMember(member: Member, node: Node): unknown {
  const { shape, traits } = member;
  if (shape.kind === 'list') {
    if (node.children.size === 0) return [];
    const items = traits.xmlFlattened ? node : (node.children.get(shape.member.traits.xmlName ?? 'member') ?? node);
    return inOrder(items).map((item) => readMember(shape.member, item));
  }
  if (shape.kind === 'map') {
    const entries = traits.xmlFlattened ? node : (node.children.get('entry') ?? node);
    const result: Record<string, unknown> = {};
    for (const entry of inOrder(entries)) {
      const key = entry.children.get(shape.key.traits.xmlName ?? 'key')?.text;
      const value = entry.children.get(shape.value.traits.xmlName ?? 'value');
      if (key !== undefined && key !== '__proto__') result[key] = value && readMember(shape.value, value);
    }
    return result;
  }
  if (shape.kind === 'structure') return readStructure(shape, node);
  return readSimple(shape, node.text ?? '');
}

function inOrder(node: Node): Node[] {
  return [...node.children]
    .filter(([index]) => /^\d+$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, child]) => child);
}

function readSimple(shape: Exclude<Shape, { kind: 'structure' | 'list' | 'map' }>, text: string): unknown {
  switch (shape.kind) {
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (Number.isNaN(value) && text !== 'NaN') throw malformed(text, 'number');
      return value;
    }
    case 'boolean':
      if (text.toLowerCase() === 'true') return true;
      if (text.toLowerCase() === 'false') return false;
      throw malformed(text, 'boolean');
    case 'blob':
      return new Uint8Array(Buffer.from(text, 'base64'));
    case 'timestamp': {
      const date = parseTimestamp(text);
      if (date === undefined) throw malformed(text, 'timestamp');
      return date;
    }
    case 'bigInteger':
      return BigInt(text);
    default:
      return text;
  }
}

function malformed(text: string, type: string): ServiceError {
  return new ServiceError('MalformedInput', `Invalid ${type} received: ${text}`);
}
