import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../support/build-once.js'

const DIRECTORY = path.resolve('test/bench')

const READ_EXPORTS = `
const read = async (url) => [url, Object.keys(await import(url))]
const exports = Object.fromEntries(await Promise.all(process.argv.slice(1).map(read)))
process.stdout.write(JSON.stringify(exports), () => process.exit())`

beforeAll(buildOnce)

// Benchmarks run rarely, and import what is built without types.
test('the modules that benchmarks import have what they take from them', async () => {
  const files = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  const imports = files.flatMap((file) =>
    listImports(readFileSync(path.join(DIRECTORY, file), 'utf8')).map(({ names, specifier }) => ({
      file,
      names,
      url: pathToFileURL(path.join(DIRECTORY, path.dirname(file), specifier)).href,
    })),
  )
  const exports = readExports(imports.map(({ url }) => url))
  const missing = imports.flatMap(({ file, names, url }) =>
    names.filter((name) => exports[url]?.includes(name) !== true).map((name) => `${file}: ${name}`),
  )
  expect(missing).toEqual([])
})

/** What each module exports. Node.js reads them itself, as Vitest would first transform all that they import. */
function readExports(urls: readonly string[]): Readonly<Record<string, readonly string[]>> {
  const args = ['--input-type=module', '--eval', READ_EXPORTS, ...new Set(urls)]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Record<string, string[]>
}

function listImports(text: string): readonly { names: readonly string[]; specifier: string }[] {
  const imports = [
    ...text.matchAll(/import \{([^}]+)\} from '(\.[^']+)'/g),
    ...text.matchAll(/const \{([^}]+)\} = await import\('(\.[^']+)'\)/g),
  ]
  return imports.map(([, list = '', specifier = '']) => ({
    names: list
      .split(',')
      .map((name) => name.trim().replace(/(?: as |: ?).*/, ''))
      .filter((name) => name !== ''),
    specifier,
  }))
}
