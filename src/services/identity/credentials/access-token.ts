import { SignJWT } from 'jose'
import type { MemberRole } from '../../../domain/entities/member.js'
import { TOKEN_AUDIENCE, TOKEN_ISSUER, TOKEN_TYPE } from '../../http/requests/token-verifier.js'
import { createId } from '../../../core/ids.js'
import type { SigningKeys } from './signing-keys.js'

export const ACCESS_TOKEN_TTL_SECONDS = 900

export interface TokenSubject {
  readonly id: string
  readonly family_id: string | null
  readonly role: MemberRole | null
  readonly membership_version: number
}

export interface TokenOptions {
  /** The program that uses the token. Default: that of the stack. */
  readonly clientId?: string
  /** Default: 15 minutes. */
  readonly ttlSeconds?: number
}

/** Signs an ES256 JWT (RFC 9068) with the user's ID, family, role and membership version, valid for 15 minutes. */
export async function signAccessToken(
  user: TokenSubject,
  keys: SigningKeys,
  now: Date,
  { clientId = TOKEN_AUDIENCE, ttlSeconds = ACCESS_TOKEN_TTL_SECONDS }: TokenOptions = {},
): Promise<string> {
  const issued = Math.floor(now.getTime() / 1000)
  return new SignJWT({
    client_id: clientId,
    membership_version: user.membership_version,
    ...(user.family_id === null ? {} : { family_id: user.family_id }),
    ...(user.role === null ? {} : { role: user.role }),
  })
    .setProtectedHeader({ alg: 'ES256', kid: keys.keyId, typ: TOKEN_TYPE })
    .setIssuer(TOKEN_ISSUER)
    .setAudience(TOKEN_AUDIENCE)
    .setSubject(user.id)
    .setJti(createId())
    .setIssuedAt(issued)
    .setExpirationTime(issued + ttlSeconds)
    .sign(keys.privateKey)
}
