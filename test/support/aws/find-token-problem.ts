import { SignatureV4 } from '@smithy/signature-v4'
import type { AcceptedKeys } from './find-signature-problem.js'
import { NodeSha256 } from './node-sha256.js'

const MAX_AGE_SECONDS = 900

/** Recomputes a token of IAM for Amazon RDS with the signer of the SDK. Returns what is wrong with it; undefined if nothing is. */
export async function findTokenProblem(
  token: string,
  expected: { readonly host: string; readonly port: number; readonly user: string; readonly region: string },
  keys: AcceptedKeys,
): Promise<string | undefined> {
  const { host, port, user, region } = expected
  const url = new URL(`https://${token}`)
  if (url.host !== `${host}:${port}`) return `the token is for ${url.host}`
  const query = url.searchParams
  if (query.get('Action') !== 'connect' || query.get('DBUser') !== user)
    return 'the token is for another user'
  const [id = '', , scope] = (query.get('X-Amz-Credential') ?? '').split('/')
  if (scope !== region) return `the token is for the region ${scope}`
  const key = keys.get(id)
  if (key === undefined || query.get('X-Amz-Security-Token') !== (key.sessionToken ?? null))
    return 'unknown key'
  const date = query.get('X-Amz-Date') ?? ''
  const signingDate = new Date(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'),
  )
  if (Date.now() - signingDate.getTime() > MAX_AGE_SECONDS * 1000) return 'the token has expired'
  const signer = new SignatureV4({
    service: 'rds-db',
    region,
    sha256: NodeSha256,
    credentials: { accessKeyId: id, ...key },
  })
  const presigned = await signer.presign(
    {
      method: 'GET',
      protocol: 'https',
      hostname: host,
      port,
      path: '/',
      query: { Action: 'connect', DBUser: user },
      headers: { host: `${host}:${port}` },
    },
    { expiresIn: MAX_AGE_SECONDS, signingDate },
  )
  const signature = presigned.query?.['X-Amz-Signature']
  return signature === query.get('X-Amz-Signature') ? undefined : 'the signature does not match'
}
