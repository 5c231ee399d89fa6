import { decodeJwt } from 'jose'
import type { MemberRole } from '../../domain/entities/member.js'
import { signAccessToken } from '../../services/identity/credentials/access-token.js'
import type { SigningKeys } from '../../services/identity/credentials/signing-keys.js'

interface AccessClaims {
  readonly family_id?: string
  readonly role?: MemberRole
  readonly membership_version?: number
}

/** Signs the claims of an access token with the keys of the identity service, as if the token was issued at another time. */
export function createTokenReissuer(keys: SigningKeys): (token: string, issuedAt: Date) => Promise<string> {
  return async (token, issuedAt) => {
    const { sub = '', family_id = null, role = null, membership_version = 0 } = decodeJwt<AccessClaims>(token)
    return signAccessToken({ id: sub, family_id, role, membership_version }, keys, issuedAt)
  }
}
