import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Writes `NAME.cjs` and `NAME.js`, what `require('homemanager')` and `import 'homemanager'` load. Both give the same
 * objects, so that `instanceof` works in a program that does both.
 */
export function writeEntryPoints(directory, name, chunk) {
  writeFileSync(
    join(directory, `${name}.cjs`),
    `require('./vm-context.cjs')\nmodule.exports = require('./${chunk.fileName}')\n`,
  )
  // Not `import … from './NAME.cjs'`: Node would read the whole bundle for the names of its exports.
  writeFileSync(
    join(directory, `${name}.js`),
    `import { createRequire } from 'node:module'

export const {
${chunk.exports.map((each) => `  ${each},\n`).join('')}} = createRequire(import.meta.url)('./${name}.cjs')
`,
  )
}

/** For programs that require `homemanager/vitest`. Vitest itself can only be imported. */
export function writeVitestFacade(directory) {
  writeFileSync(
    join(directory, 'vitest.cjs'),
    `const load = () => import('./vitest.js')
exports.setup = async (project) => (await load()).setup(project)
exports.setupWith = (options) => async (project) => (await load()).setupWith(options)(project)
exports.forkStack = async (options) => (await load()).forkStack(options)
`,
  )
}
