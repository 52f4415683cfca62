import type { Socket } from 'node:net';
import { createServer, type Server, type TLSSocket } from 'node:tls';
import type { ClientCertificate, TlsConnection } from '../std/http-message.ts';
import { readClientHello } from './client-hello.ts';
import type { TlsIdentity } from './tls-identity.ts';

/** Makes TLS of the connections of a port. */
export interface SecureConnections {
  /** Takes a connection that was just opened, and hands it on once it is secured; what cannot be secured is ended. */
  accept(socket: Socket, secured: (connection: TLSSocket) => void): void;
  /** What was agreed on for a connection that was handed on. */
  of(socket: Socket): TlsConnection | undefined;
  /** Ends the connections that are not secured yet. */
  close(): void;
}

export interface SecureConnectionsOptions {
  readonly identityFor: (serverName: string | undefined) => Promise<TlsIdentity>;
  /** Told why a name cannot be served. */
  readonly onProblem: (serverName: string | undefined, error: unknown) => void;
  /** The time a client has until the connection is secured; 10 s by default. */
  readonly handshakeTimeoutMs?: number;
}

const PLAIN_HTTP =
  'HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: 41\r\n\r\nThis port speaks HTTPS, and HTTPS alone.\n';

/** Each identity has a TLS server of its own: versions and the question for a certificate are settled before names are told. */
export function secureConnections(options: SecureConnectionsOptions): SecureConnections {
  const { identityFor, onProblem, handshakeTimeoutMs = 10_000 } = options;
  const servers = new WeakMap<TlsIdentity, Server>();
  const agreed = new WeakMap<Socket, TlsConnection>();
  // A secured connection does not tell the one it is made of: both tell the same other end.
  const waiting = new Map<string, Waiting>();

  const serverFor = (identity: TlsIdentity): Server => {
    let server = servers.get(identity);
    if (server !== undefined) return server;
    const { cert, key, minVersion, ciphers, mutual } = identity;
    server = createServer({
      cert,
      key,
      minVersion,
      ...(ciphers === undefined ? {} : { ciphers }),
      ...(mutual === undefined ? {} : { ca: [...mutual.trusted], requestCert: true, rejectUnauthorized: false }),
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: handshakeTimeoutMs,
    });
    server.on('tlsClientError', (_error, connection) => connection.destroy());
    server.on('secureConnection', (connection) => {
      const asked = waiting.get(otherEnd(connection));
      const clientCertificate = mutual && shownCertificate(connection);
      // As on AWS: who shows no certificate where one is asked for gets no answer, not even a refusal.
      if (asked === undefined || (mutual !== undefined && clientCertificate === undefined)) {
        connection.destroy();
        return;
      }
      agreed.set(connection, {
        serverName: asked.serverName,
        askedFor: mutual?.askedFor,
        clientCertificate,
        refused: mutual === undefined || connection.authorized ? undefined : reasonOf(connection.authorizationError),
      });
      waiting.delete(otherEnd(connection));
      asked.secured(connection);
    });
    servers.set(identity, server);
    return server;
  };

  return {
    accept(socket, secured) {
      const asked: Waiting = { socket, secured, serverName: undefined };
      const end = otherEnd(socket);
      waiting.set(end, asked);
      const timer = setTimeout(() => socket.destroy(), handshakeTimeoutMs);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => {
        clearTimeout(timer);
        if (waiting.get(end) === asked) waiting.delete(end);
      });
      let received: Buffer = Buffer.alloc(0);
      const read = () => {
        const chunk: Buffer | null = socket.read();
        if (chunk === null) return;
        received = Buffer.concat([received, chunk]);
        const hello = readClientHello(received);
        if (hello === 'more') return;
        socket.removeListener('readable', read);
        clearTimeout(timer);
        if (hello === 'not tls') {
          socket.end(PLAIN_HTTP, () => socket.destroy());
          return;
        }
        asked.serverName = hello.serverName;
        identityFor(hello.serverName).then(
          (identity) => {
            if (socket.destroyed) return;
            socket.unshift(received);
            serverFor(identity).emit('connection', socket);
          },
          (error: unknown) => {
            onProblem(hello.serverName, error);
            socket.destroy();
          },
        );
      };
      socket.on('readable', read);
    },
    of: (socket) => agreed.get(socket),
    close() {
      for (const { socket } of waiting.values()) socket.destroy();
    },
  };
}

interface Waiting {
  readonly socket: Socket;
  readonly secured: (connection: TLSSocket) => void;
  serverName: string | undefined;
}

const otherEnd = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;

function shownCertificate(connection: TLSSocket): ClientCertificate | undefined {
  const shown = connection.getPeerX509Certificate();
  if (shown === undefined) return undefined;
  const name = (text: string) => text.split('\n').join(',');
  return {
    pem: shown.toString(),
    subject: name(shown.subject),
    issuer: name(shown.issuer),
    serialNumber: serialText(shown.serialNumber),
    validFrom: shown.validFrom,
    validTo: shown.validTo,
  };
}

function serialText(hexadecimal: string): string {
  const text = hexadecimal.toLowerCase();
  return text.length < 3 ? text.replace(/^0(?=.)/, '') : (text.match(/.{1,2}/g) ?? []).join(':');
}

/** In the words of API Gateway's execution log, where it is known what it says. */
function reasonOf(error: Error | string | undefined): string {
  const code = typeof error === 'string' ? error : String((error as NodeJS.ErrnoException | undefined)?.code ?? error);
  return REASONS[code] ?? code.toLowerCase().replaceAll('_', ' ');
}

const NO_ISSUER = 'Could not find issuer for certificate';
const REASONS: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT: NO_ISSUER,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NO_ISSUER,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NO_ISSUER,
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self signed certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'self signed certificate in certificate chain',
  CERT_HAS_EXPIRED: 'certificate has expired',
  CERT_NOT_YET_VALID: 'certificate is not yet valid',
};
