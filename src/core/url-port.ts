/** The port of a URL. `URL.port` is empty for the default port of its protocol. */
export function getUrlPort(url: string | URL): number {
  const { port, protocol } = new URL(url)
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
}
