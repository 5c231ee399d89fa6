import { createLocalJWKSet, createRemoteJWKSet, type JWTPayload, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { checkArgument } from '../../../core/check-options.js'
import { getErrorMessage } from '../../../core/get-error-message.js'
import { isObject, type OptionRule } from '../../../core/option-rule.js'
import { endSentence } from '../../../core/end-sentence.js'
import { createLruCache } from '../../../core/create-lru-cache.js'
import type { MemberRole } from '../../../domain/entities/member.js'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'
import type { MembershipDirectory } from './membership-directory.js'
import type { Principal } from './principal.js'
import type { PublicKeys } from './public-keys.js'

export const TOKEN_ISSUER = 'homemanager'
export const TOKEN_AUDIENCE = 'homemanager'
/** RFC 9068, 2.1: no other JWT of the issuer, such as an ID token, is accepted as an access token. */
export const TOKEN_TYPE = 'at+jwt'
/** A token that is valid longer is refused, whoever signed it. */
const MAX_TOKEN_LIFETIME_SECONDS = 3600
/** Difference between the clocks of hosts that is tolerated for `iat`; `exp` is exact. */
const MAX_CLOCK_SKEW_SECONDS = 120

const KEYS: OptionRule = {
  description: 'a key set, such as jwks of loadSigningKeys, or the URL of one as a URL object',
  accepts: (value) => value instanceof URL || (isObject(value) && Array.isArray(Reflect.get(value, 'keys'))),
}

/** Verifies an access token and returns the caller; throws UNAUTHENTICATED (401) if it is invalid. */
export type TokenVerifier = (token: string) => Promise<Principal>

interface VerifiedToken {
  readonly principal: Principal
  readonly expiresAt: number
}

/**
 * Verifies ES256 access tokens with the public keys of the identity service, passed as a key set or fetched from its
 * JWKS URL and cached. Verified tokens are cached until they expire: a signature check costs more than a small request. With
 * `memberships`, a token is refused as soon as its user has joined or left a family.
 */
export function createTokenVerifier(
  keys: PublicKeys | URL,
  memberships?: MembershipDirectory,
): TokenVerifier {
  checkArgument('createTokenVerifier', KEYS, keys)
  const keySet: JWTVerifyGetKey =
    keys instanceof URL ? createRemoteJWKSet(keys) : createLocalJWKSet({ keys: [...keys.keys] })
  const verified = createLruCache<VerifiedToken>({ maxEntries: 5000 })
  return async (token) => {
    let known = verified.get(token)
    if (known === undefined || known.expiresAt <= Date.now()) {
      known = await verifyToken(token, keySet)
      verified.set(token, known)
    }
    const { principal } = known
    if (memberships !== undefined && !(await memberships.isCurrent(principal))) throw outdatedTokenError()
    return principal
  }
}

async function verifyToken(token: string, keySet: JWTVerifyGetKey): Promise<VerifiedToken> {
  try {
    const { payload } = await jwtVerify(token, keySet, {
      algorithms: ['ES256'],
      issuer: TOKEN_ISSUER,
      audience: TOKEN_AUDIENCE,
      typ: TOKEN_TYPE,
      requiredClaims: ['sub', 'iat', 'exp', 'jti'],
    })
    assertLifetime(payload)
    const { family_id: family, role, membership_version: membership } = payload
    const principal: Principal = {
      userId: payload.sub ?? '',
      familyId: typeof family === 'string' ? family : undefined,
      role: isMemberRole(role) ? role : undefined,
      membershipVersion: typeof membership === 'number' ? membership : 0,
    }
    return { principal, expiresAt: (payload.exp ?? 0) * 1000 }
  } catch (error) {
    throw new HttpProblem(HTTP_ERRORS.UNAUTHENTICATED, {
      detail: endSentence(`The access token is invalid: ${getErrorMessage(error)}`),
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      cause: error,
    })
  }
}

function assertLifetime({ iat = 0, exp = 0 }: JWTPayload): void {
  if (iat > Date.now() / 1000 + MAX_CLOCK_SKEW_SECONDS) throw new Error('"iat" is in the future')
  if (exp - iat > MAX_TOKEN_LIFETIME_SECONDS) {
    throw new Error(`it is valid for more than ${MAX_TOKEN_LIFETIME_SECONDS} seconds`)
  }
}

/** The error for a token whose user has joined or left a family, or was deleted, since it was issued. */
export function outdatedTokenError(cause?: unknown): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.UNAUTHENTICATED, {
    detail: 'Your membership in a family has changed since this access token was issued. Refresh the token.',
    headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
    ...(cause === undefined ? {} : { cause }),
  })
}

function isMemberRole(value: unknown): value is MemberRole {
  return value === 'owner' || value === 'adult' || value === 'child'
}
