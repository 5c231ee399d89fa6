/** Parameters that libpq and homemanager read differently from pg, or that only homemanager reads. */
const INTERPRETED = [
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'ssl',
  /** `iam`: the password is a token of IAM, for `region`, with the credentials of `profile`. */
  'auth',
  'region',
  'profile',
] as const

/** With their names in the URL. */
export type UrlParameters = Readonly<Partial<Record<(typeof INTERPRETED)[number], string>>>

/** The parameters that `INTERPRETED` lists, and the URL without them. */
export function splitParameters(url: string): {
  readonly parameters: UrlParameters
  readonly rest: string
} {
  const at = url.indexOf('?')
  if (at === -1) return { parameters: {}, rest: url }
  const query = new URLSearchParams(url.slice(at + 1))
  const found = INTERPRETED.flatMap((name) => {
    const value = query.get(name)
    query.delete(name)
    return value === null ? [] : [[name, value] as const]
  })
  if (found.length === 0) return { parameters: {}, rest: url }
  const remaining = query.toString()
  return {
    parameters: Object.fromEntries(found),
    rest: `${url.slice(0, at)}${remaining === '' ? '' : `?${remaining}`}`,
  }
}

const WITH_PASSWORD = /^[a-z]+:\/\/[^/?#@]*:[^/?#@]+@/

/** The same URL, whose password is a token of IAM, unless it has a password. */
export function withIam(
  url: string,
  { region, profile }: { readonly region?: string | undefined; readonly profile?: string | undefined },
): string {
  if (WITH_PASSWORD.test(url) || splitParameters(url).parameters.auth !== undefined) return url
  const added = new URLSearchParams({
    auth: 'iam',
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
  })
  return `${url}${url.includes('?') ? '&' : '?'}${added.toString()}`
}

/** The same URL as other clients accept it. */
export function withoutIam(url: string): string {
  const { parameters, rest } = splitParameters(url)
  const { auth: _, region: __, profile: ___, ...others } = parameters
  const query = new URLSearchParams(others).toString()
  return query === '' ? rest : `${rest}${rest.includes('?') ? '&' : '?'}${query}`
}

/** The environment variables with which homemanager reads `withoutIam(url)` as `url`. */
export function toIamEnvironment(url: string): Readonly<Record<string, string>> {
  const { auth, region, profile } = splitParameters(url).parameters
  if (auth === undefined) return {}
  return {
    HOMEMANAGER_POSTGRES_AUTH: auth,
    ...(region === undefined ? {} : { HOMEMANAGER_POSTGRES_REGION: region }),
    ...(profile === undefined ? {} : { HOMEMANAGER_POSTGRES_PROFILE: profile }),
  }
}
