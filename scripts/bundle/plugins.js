/** dockerode loads these to build images and for its own SSH client. We use neither, and loading them takes 0.15 s. */
const STUBBED = new Set(['@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs', 'ssh2'])

export const stubs = {
  name: 'stubs',
  resolveId: (id) => (STUBBED.has(id) ? `\0stub:${id}` : undefined),
  load: (id) => (id.startsWith('\0stub:') ? 'module.exports = {}' : undefined),
}

/** Modules that are loaded when first needed, in the middle of a synchronous function. */
const LAZY_REQUIRE = /createRequire\(import\.meta\.url\)\('(fast-json-stringify|string-width)'\)/g

export const lazyRequires = {
  name: 'lazy-requires',
  transform: (code) =>
    LAZY_REQUIRE.test(code) ? { code: code.replaceAll(LAZY_REQUIRE, "require('$1')") } : undefined,
}

/** The driver of PostgreSQL looks for Cloudflare's runtime by a `Response`, whose first use loads all of `fetch`: 20 ms of each start. */
export const nodeOnly = {
  name: 'node-only',
  transform(code, id) {
    if (!id.endsWith('/pg/lib/stream.js')) return undefined
    const condition = 'if (isCloudflareRuntime()) {'
    if (!code.includes(condition)) throw new Error('pg finds out its runtime in another way than before.')
    return { code: code.replace(condition, 'if (false) {') }
  },
}

/** What imports the library itself shares it with the program that imports `homemanager`. */
export const libraryImports = {
  name: 'library-imports',
  resolveId: (id) => (id === '../../library.js' ? { id: './index.js', external: true } : undefined),
}

/**
 * Ink awaits in modules, which CommonJS cannot: for React's developer tools, and for the layout engine, which is loaded by its
 * `ready` instead. Ink shows nothing if `CI` is set, which some terminals inherit. React has its development build beside the
 * one that is used.
 */
export const inkModules = {
  name: 'ink-modules',
  resolveId: (id, importer = '') => {
    if (id === 'is-in-ci' && importer.includes('/ink/')) return '\0ink:is-in-ci'
    if (id === 'es-toolkit/compat') return '\0ink:es-toolkit'
    return id === 'yoga-layout' ? '\0ink:yoga' : undefined
  },
  load: (id) => INK_MODULES[id],
  transform(code, id) {
    if (id.endsWith('/ink/build/reconciler.js')) {
      return {
        code: code
          .replace('if (isDev()) {', 'if (false) {')
          .replace("await import('./devtools.js');", '')
          .replace('? await loadPackageJson()', '? {}'),
      }
    }
    if (id.endsWith('/yoga-wasm-base64-esm.js')) return { code: decodeWithoutFetch(code) }
    if (!/\/node_modules\/(?:react|react-reconciler|scheduler)\/\w+\.js$/.test(id)) return undefined
    const production = /require\('(\.\/cjs\/[\w.-]+\.production\.js)'\)/.exec(code)?.[1]
    return production === undefined ? undefined : { code: `module.exports = require('${production}')` }
  },
}

/** The layout engine decodes its own bytes by `fetch` if there is one, whose first use takes longer than the rest of the engine. */
function decodeWithoutFetch(code) {
  const condition = '"function"!=typeof fetch'
  if (!code.includes(condition)) throw new Error('yoga-layout is loaded in another way than before.')
  return code.replace(condition, 'true')
}

const INK_MODULES = {
  '\0ink:is-in-ci': 'export default false',
  '\0ink:es-toolkit': "export { default as throttle } from 'es-toolkit/compat/throttle'",
  '\0ink:yoga': `
    import { loadYoga } from 'yoga-layout/load'
    let Yoga
    export const ready = loadYoga().then((loaded) => { Yoga = loaded })
    export { Yoga as default }
    export * from 'yoga-layout/load'`,
}
