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

/** What imports the library itself shares it with the program that imports `homemanager`. */
export const libraryImports = {
  name: 'library-imports',
  resolveId: (id) => (id === '../../index.js' ? { id: './index.js', external: true } : undefined),
}
