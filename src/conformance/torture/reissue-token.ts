import { decodeJwt } from 'jose'
import type { MemberRole } from '../../domain/entities/member.js'
import { signAccessToken } from '../../services/identity/credentials/access-token.js'
import type { SigningKeys } from '../../services/identity/credentials/signing-keys.js'

interface AccessClaims {
  readonly family_id?: string
  readonly role?: MemberRole
  readonly membership_version?: number
}

/** Signs access tokens as the identity service does. */
export interface TokenReissuer {
  /** The file of the private key. */
  readonly keyFile: string
  /** Signs the claims of an access token as if it was issued at another time. */
  reissue(token: string, issuedAt: Date): Promise<string>
}

/** Signs with the keys of the identity service. */
export function createTokenReissuer(keys: SigningKeys): TokenReissuer {
  return {
    keyFile: keys.privateKeyFile,
    async reissue(token, issuedAt) {
      const {
        sub = '',
        family_id = null,
        role = null,
        membership_version = 0,
      } = decodeJwt<AccessClaims>(token)
      return signAccessToken({ id: sub, family_id, role, membership_version }, keys, issuedAt)
    },
  }
}
