/** Whether the host of a URL, as the URL has it, names this machine's own loopback. */
export function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname === '[::1]'
}
