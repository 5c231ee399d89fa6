/**
 * The path and query to request from an upstream; undefined if the path could name another host or leave the base path of the
 * upstream. Encoded dots, slashes and backslashes count as such, because the upstream decodes them. The query is not checked.
 */
export function parseUpstreamPath(url: string): string | undefined {
  const queryStart = url.indexOf('?')
  const path = queryStart === -1 ? url : url.slice(0, queryStart)
  const decoded = path.replaceAll(/%(2e|2f|5c)/gi, (encoded) => decodeURIComponent(encoded))
  if (decoded.includes('\\') || decoded.startsWith('//')) return undefined
  if (decoded.split('/').some((segment) => segment === '.' || segment === '..')) return undefined
  return url.startsWith('/') ? url : `/${url}`
}
