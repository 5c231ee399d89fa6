import { buildPage } from './build-page.js'

/**
 * Builds the page of the API; `src/app/gateway/serve-docs.ts` serves it. The names of its files are fixed. Resolves to the
 * bundled modules.
 */
export async function buildApiPage(root, target) {
  return buildPage(root, 'src/app/gateway/api-page', target, {
    base: '/docs/',
    plugins: [strictStyles],
    build: {
      rolldownOptions: {
        output: { entryFileNames: 'page.js', assetFileNames: '[name][extname]', codeSplitting: false },
      },
      // The list of operations and the forms to run them.
      chunkSizeWarningLimit: 1200,
    },
  })
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
