/**
 * pg also accepts `socket:/directory?db=name` for a Unix socket, but other clients do not: as a URL with the parameter `host`.
 * Returns any other URL unchanged.
 */
export function fromSocketUrl(url: string): string {
  if (!url.startsWith('socket:')) return url
  // A URL with a user must have a host.
  const parsed = new URL(url.replace('@/', '@host/'))
  const { username, password, pathname, searchParams } = parsed
  const login = username === '' ? '' : `${username}${password === '' ? '' : `:${password}`}@`
  const database = encodeURIComponent(searchParams.get('db') ?? '')
  searchParams.delete('db')
  const parameters = new URLSearchParams([['host', decodeURIComponent(pathname)], ...searchParams])
  return `postgres://${login}/${database}?${parameters.toString()}`
}
