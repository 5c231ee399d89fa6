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

/** What the page with the API's documentation consists of. */
export const PAGE_FILES = [
  'favicon-16x16.png',
  'favicon-32x32.png',
  'index.css',
  'logo.svg',
  'oauth2-redirect.html',
  'oauth2-redirect.js',
  'swagger-ui-bundle.js',
  'swagger-ui-standalone-preset.js',
  'swagger-ui.css',
]

/** The package reads them from beside its own files, wherever these are. */
export const pageFiles = {
  name: 'page-files',
  transform(code, id) {
    const [, directory] = /\/@fastify\/swagger-ui\/(?:(lib)\/)?[^/]+\.js$/.exec(id) ?? []
    if (!id.includes('/@fastify/swagger-ui/') || !code.includes('__dirname')) return undefined
    return {
      code: code.replaceAll('__dirname', `(__dirname + '/swagger-ui${directory ? `/${directory}` : ''}')`),
    }
  },
}

/** What imports the library itself shares it with the program that imports `homemanager`. */
export const libraryImports = {
  name: 'library-imports',
  resolveId: (id) => (id === '../../index.js' ? { id: './index.js', external: true } : undefined),
}
