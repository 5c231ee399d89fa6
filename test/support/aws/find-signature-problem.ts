import type { IncomingHttpHeaders } from 'node:http'
import { SignatureV4 } from '@smithy/signature-v4'
import { NodeSha256 } from './node-sha256.js'

/** A key that the front accepts. */
export interface AcceptedKey {
  readonly secretAccessKey: string
  readonly sessionToken?: string
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number
}

/** By the ID of the access key. */
export type AcceptedKeys = Pick<ReadonlyMap<string, AcceptedKey>, 'get'>

/** An error as DynamoDB returns it. */
export interface AwsProblem {
  readonly name: string
  readonly message: string
}

const MAX_SKEW_MS = 300_000

/** Recomputes the signature of a request with the signer of the SDK. Returns the error of AWS; undefined if it is correct. */
export async function findSignatureProblem(
  headers: IncomingHttpHeaders,
  body: Buffer,
  { keys, region, now }: { readonly keys: AcceptedKeys; readonly region: string; readonly now: number },
): Promise<AwsProblem | undefined> {
  const [, id = '', day, scopeRegion, names = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/dynamodb\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=\w+$/.exec(
      headers.authorization ?? '',
    ) ?? []
  if (day === undefined)
    return { name: 'MissingAuthenticationTokenException', message: 'Request is missing Authentication Token' }
  const key = keys.get(id)
  const invalid = {
    name: 'UnrecognizedClientException',
    message: 'The security token included in the request is invalid.',
  }
  if (key === undefined || headers['x-amz-security-token'] !== key.sessionToken) return invalid
  if (key.expiresAt !== undefined && key.expiresAt <= now)
    return { name: 'ExpiredTokenException', message: 'The security token included in the request is expired' }
  if (scopeRegion !== region)
    return {
      name: 'InvalidSignatureException',
      message: `Credential should be scoped to a valid region, not '${scopeRegion}'.`,
    }
  const date = parseAmzDate(String(headers['x-amz-date']))
  const skewMs = date.getTime() - now
  if (Math.abs(skewMs) > MAX_SKEW_MS)
    return {
      name: 'InvalidSignatureException',
      message:
        skewMs < 0
          ? `Signature expired: ${String(headers['x-amz-date'])} is now earlier than the server's time - 5 min.`
          : `Signature not yet current: ${String(headers['x-amz-date'])} is still later than the server's time + 5 min.`,
    }
  const signer = new SignatureV4({
    service: 'dynamodb',
    region,
    sha256: NodeSha256,
    credentials: { accessKeyId: id, ...key },
    applyChecksum: false,
  })
  const signed = Object.fromEntries(names.split(';').map((name) => [name, String(headers[name] ?? '')]))
  const { headers: expected } = await signer.sign(
    {
      method: 'POST',
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: '/',
      query: {},
      headers: signed,
      body,
    },
    { signingDate: date },
  )
  if (getSignature(expected['authorization']) === getSignature(headers.authorization)) return undefined
  return {
    name: 'InvalidSignatureException',
    message: 'The request signature we calculated does not match the signature you provided.',
  }
}

function getSignature(authorization: string | undefined): string | undefined {
  return /Signature=(\w+)$/.exec(authorization ?? '')?.[1]
}

function parseAmzDate(text: string): Date {
  return new Date(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}
