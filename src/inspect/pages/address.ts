/** The address of a page: `/records/expense/018f…?order=amount`. */
export interface Address {
  /** The first word of the path. */
  readonly screen: string
  /** The other words. */
  readonly path: readonly string[]
  readonly parameters: Readonly<Record<string, string>>
}

export function parseAddress(text: string): Address {
  const { pathname, searchParams } = new URL(text, 'inspect:///')
  const [screen = '', ...path] = pathname
    .split('/')
    .filter((word) => word !== '')
    .map((word) => decodeURIComponent(word))
  return { screen, path, parameters: Object.fromEntries(searchParams) }
}

/** Parameters without a value are left out. */
export function formatAddress(
  screen: string,
  path: readonly string[] = [],
  parameters: Readonly<Record<string, string | undefined>> = {},
): string {
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) search.set(name, value)
  const query = search.size === 0 ? '' : `?${search.toString()}`
  return `/${[screen, ...path].map((word) => encodeURIComponent(word)).join('/')}${query}`
}
