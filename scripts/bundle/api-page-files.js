import { join } from 'node:path'
import { build } from 'vite'

/**
 * Builds the page of the API; `src/app/gateway/serve-docs.ts` serves it. The names of its files are fixed. Resolves to the
 * bundled modules.
 */
export async function buildApiPage(root, target) {
  const { output } = await build({
    configFile: false,
    root: join(root, 'src/app/gateway/api-page'),
    base: '/docs/',
    logLevel: 'warn',
    plugins: [strictStyles],
    build: {
      outDir: target,
      emptyOutDir: true,
      target: ['chrome120', 'firefox121', 'safari17'],
      // The policy of the page allows no data URLs.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        output: { entryFileNames: 'page.js', assetFileNames: '[name][extname]', codeSplitting: false },
      },
      // The list of operations and the forms to run them.
      chunkSizeWarningLimit: 1200,
    },
  })
  return output.flatMap((each) => (each.type === 'chunk' ? each.moduleIds : []))
}

/**
 * The policy of the page allows no inline styles. Templates of openapi-explorer set them as properties instead, and the page
 * itself has the colours.
 */
const strictStyles = {
  name: 'strict-styles',
  transform: {
    filter: { id: /openapi-explorer\/dist\/es\// },
    handler: (code) =>
      code
        .replaceAll(/<style>[^<]*<\/style>/g, '')
        .replaceAll(/(?<=\s)style="([^"]*)"/g, (_all, style) =>
          style.includes('${') ? `.style="${style}"` : `.style="\${${JSON.stringify(style)}}"`,
        ),
  },
}
