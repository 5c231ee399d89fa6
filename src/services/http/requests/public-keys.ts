/** A public key as a JSON Web Key (RFC 7517). */
export interface PublicKey {
  readonly kty: string
  readonly kid?: string
  readonly alg?: string
  readonly use?: string
  readonly crv?: string
  readonly x?: string
  readonly y?: string
}

/** The keys that verify access tokens, as `/.well-known/jwks.json` of the identity service returns them. */
export interface PublicKeys {
  readonly keys: readonly PublicKey[]
}
