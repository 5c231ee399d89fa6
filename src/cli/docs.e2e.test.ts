import { execFile, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, expect, test } from 'vitest'
import { compileSchema } from '../../test/support/json-schema.js'
import { buildOnce } from '../../test/support/build-once.js'
import { COMMANDS } from './command-index.js'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const DOCS = path.join(ROOT, 'docs')
const VISIBLE = COMMANDS.map(({ definition }) => definition).filter(({ hidden }) => hidden !== true)
beforeAll(buildOnce)

test('the generated tables of the docs are current', async () => {
  await expect(
    promisify(execFile)(
      process.execPath,
      [
        path.join(ROOT, 'scripts/write-docs.js'),
        '--check',
        'docs/error-codes.md',
        'docs/commands/README.md',
        'docs/adr/README.md',
        'docs/configuration.md',
        'docs/dataset.md',
        'docs/library.md',
        'docs/services.md',
      ],
      { cwd: ROOT },
    ),
  ).resolves.toMatchObject({ stderr: '' })
})

test('every command has a page', async () => {
  const pages = await readdir(path.join(DOCS, 'commands'))
  const names = VISIBLE.map(({ name }) => `${name}.md`)
  expect(names.filter((name) => !pages.includes(name))).toEqual([])
})

/** Commands whose result is not JSON. */
const WITHOUT_DOCUMENT = new Set(['completion', 'exec', 'shell'])

test('every command has a schema of its --json document, linked from its page', async () => {
  const schemas = await readdir(path.join(DOCS, 'json'))
  const problems: string[] = []
  for (const { name, requiresSubcommand, subcommands = {} } of VISIBLE) {
    if (WITHOUT_DOCUMENT.has(name)) continue
    const documents = [
      ...(requiresSubcommand ? [] : [name]),
      ...Object.keys(subcommands).map((sub) => `${name}-${sub}`),
    ]
    const page = await readFile(path.join(DOCS, 'commands', `${name}.md`), 'utf8')
    for (const document of documents) {
      const file = `${document}.schema.json`
      if (!schemas.includes(file)) problems.push(`${file} does not exist`)
      if (!page.includes(`](../json/${file})`)) problems.push(`${name}.md does not link ${file}`)
    }
  }
  expect(problems).toEqual([])
})

test('the page of a command has the help of each subcommand', async () => {
  const missing: string[] = []
  for (const { name, subcommands = {} } of VISIBLE) {
    const page = await readFile(path.join(DOCS, 'commands', `${name}.md`), 'utf8')
    for (const sub of Object.keys(subcommands)) {
      const shown = `$ homemanager ${name} ${sub} --help\nUsage: homemanager ${name} ${sub}`
      if (!page.includes(shown)) missing.push(`${name} ${sub}`)
    }
  }
  expect(missing).toEqual([])
})

test('every sh block of the docs is a shell script', async () => {
  const wrong: string[] = []
  for (const [file, text] of await readPages()) {
    for (const [, script = ''] of text.matchAll(/^ *```(?:sh|bash)\n([\s\S]*?)^ *```$/gm)) {
      const { status } = spawnSync('bash', ['-n'], { input: script.replace(/<[A-Z][^>\n]*>/g, 'X') })
      if (status !== 0 || NOT_SHELL.test(script)) wrong.push(`${file}: ${script}`)
    }
  }
  expect(wrong).toEqual([])
})

/** What bash may parse: statements of TypeScript and SQL, and fields of YAML. */
const NOT_SHELL = /^ *(?:import |const |let |await |SELECT |[a-z]+: )/m

/** README.md, CONTRIBUTING.md and the pages of the docs, by their path. */
async function readPages(): Promise<ReadonlyMap<string, string>> {
  const docs = (await readdir(DOCS, { recursive: true })).filter((name) => name.endsWith('.md'))
  const files = ['README.md', 'CONTRIBUTING.md', ...docs.map((name) => path.join('docs', name))]
  const texts = new Map<string, string>()
  for (const file of files) texts.set(file, await readFile(path.join(ROOT, file), 'utf8'))
  return texts
}

test('the schemas are valid', async () => {
  const names = (await readdir(path.join(DOCS, 'json'))).filter((name) => name.endsWith('.schema.json'))
  const compiled = names.map((name) => compileSchema(name.replace('.schema.json', '')))
  await expect(Promise.all(compiled)).resolves.toHaveLength(names.length)
})

test('links between pages resolve, and no page contains a path of this machine', async () => {
  const texts = await readPages()
  const wrong: string[] = []
  for (const [file, text] of texts) {
    for (const [, target = '', anchor] of text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const linked = target === '' ? file : path.join(path.dirname(file), target)
      const page = texts.get(linked)
      if (!existsSync(path.join(ROOT, linked))) wrong.push(`${file}: ${target}`)
      else if (anchor !== undefined && page !== undefined && !listAnchors(page).includes(anchor))
        wrong.push(`${file}: ${target}#${anchor}`)
    }
    if (/\/(?:work|root|tmp|home)\/\w/.test(text)) wrong.push(`${file}: a path of this machine`)
  }
  expect(wrong).toEqual([])
})

test('the index of the docs has every page', async () => {
  const docs = (await readdir(DOCS, { recursive: true })).filter((name) => name.endsWith('.md'))
  const pages = docs.filter((name) => !/^(?:adr|commands)\//.test(name) || name.endsWith('README.md'))
  const index = await readFile(path.join(DOCS, 'README.md'), 'utf8')
  expect(pages.filter((name) => name !== 'README.md' && !index.includes(`(${name}`))).toEqual([
    'how-to/README.md',
  ])
})

/** The anchors of the headings of a page, as GitHub names them. */
function listAnchors(text: string): readonly string[] {
  const headings = text.replace(/^```[\s\S]*?^```$/gm, '').matchAll(/^#+ (.+)$/gm)
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}

test('the files to read for `up` exist, and are at most 20', async () => {
  const page = await readFile(path.join(DOCS, 'architecture.md'), 'utf8')
  const section = page.slice(page.indexOf('## How `up` works'), page.indexOf('1. `up` asks'))
  const files = [...section.matchAll(/`((?:src|bin)\/[^`]+)`/g)].map(([, file = '']) => file)
  const distinct = new Set(files)
  expect([...distinct].filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([])
  expect(distinct.size).toBeGreaterThan(10)
  expect(distinct.size).toBeLessThanOrEqual(20)
})
