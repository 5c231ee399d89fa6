import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../support/build-once.js'

const DIRECTORY = path.resolve('test/bench')

beforeAll(buildOnce)

// Benchmarks run rarely, and import what is built without types.
test('the modules that benchmarks import have what they take from them', async () => {
  const files = readdirSync(DIRECTORY, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  )
  const missing: string[] = []
  for (const file of files) {
    for (const { names, specifier } of listImports(readFileSync(path.join(DIRECTORY, file), 'utf8'))) {
      const target = path.join(DIRECTORY, path.dirname(file), specifier)
      const exported = (await import(pathToFileURL(target).href)) as object
      missing.push(...names.filter((name) => !(name in exported)).map((name) => `${file}: ${name}`))
    }
  }
  expect(missing).toEqual([])
})

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
