/**
 * Says that this is Node while pg loads, as Node 21 and later say by themselves. Without it pg makes a `Response` to find
 * out whether it runs at Cloudflare, for which Node 20 loads all of its own undici: a third of the time of `node -e 0`.
 */
const needsShim = !('navigator' in globalThis)

if (needsShim) {
  Object.defineProperty(globalThis, 'navigator', {
    value: { userAgent: `Node.js/${process.versions.node}` },
    configurable: true,
  })
}

/** Once pg is loaded nobody else shall take this process for a browser. */
export function removeNavigatorShim(): void {
  if (needsShim) Reflect.deleteProperty(globalThis, 'navigator')
}
