import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  addSubcommands,
  commandPage,
  isSamplePage,
  linkSchemas,
  renderPage,
  usesOwnStack,
} from './docs/page.js'
import { DemoStack } from './docs/demo-stack.js'
import { listCommands, TABLES } from './docs/tables.js'

// Fills the sample outputs and generated tables of README.md and docs/: a sample is what the command really printed on an
// embedded stack with the demo dataset. CONTRIBUTING.md describes the markers. Needs a build.
//
//   node scripts/write-docs.js [PAGE...]           writes the pages
//   node scripts/write-docs.js --check [PAGE...]   writes nothing; prints a diff and exits 1 if a page is outdated

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const { check, names } = parseArguments(process.argv.slice(2))
process.exitCode = await main().catch((error) => {
  if (error.name !== 'AbortError') throw error
  return 130
})

async function main() {
  const pages = readPages().filter(({ path }) => names.length === 0 || names.includes(path))
  const unknown = names.filter((name) => pages.every(({ path }) => path !== name))
  if (unknown.length > 0) {
    console.error(`No page with samples or tables: ${unknown.join(', ')}.`)
    return 2
  }
  const interrupt = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => interrupt.abort())
  const outdated = []
  for await (const { path, before, after } of renderAll(pages, interrupt.signal)) {
    if (after === before) continue
    outdated.push(path)
    if (check) console.error(diff(path, after))
    else writeFileSync(join(ROOT, path), after)
  }
  if (!check)
    console.error(outdated.length === 0 ? 'All pages are up to date.' : `Wrote ${outdated.join(', ')}.`)
  else if (outdated.length > 0) {
    console.error(`Outdated: ${outdated.join(', ')}. Run node scripts/write-docs.js.`)
    return 1
  }
  return 0
}

/** Pages that only read the stack share one. The others get a stack each, one after the other, on the same ports. */
async function* renderAll(pages, signal) {
  const groups = [
    pages.filter(({ text }) => !usesOwnStack(text)),
    ...pages.filter(({ text }) => usesOwnStack(text)).map((page) => [page]),
  ]
  for (const group of groups) {
    const stack = new DemoStack(ROOT, signal)
    try {
      for (const page of group) {
        if (!usesOwnStack(page.text)) stack.startOnFirstUse(['up', '--seed', 'demo'])
        const after = await renderPage(page.text, { stack, tables: TABLES, check })
        yield { path: page.path, before: page.before, after }
      }
    } finally {
      await stack.dispose()
    }
  }
}

/** README.md, every page below docs/ that has a marker, and a new page for each command that has none. */
function readPages() {
  const schemas = listSchemas()
  const subcommands = new Map(listCommands().map((each) => [each.name, Object.keys(each.subcommands ?? {})]))
  const completePage = (text, name) =>
    addSubcommands(linkSchemas(text, name, schemas), name, subcommands.get(name) ?? [])
  const docs = readdirSync(join(ROOT, 'docs'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => relative(ROOT, join(entry.parentPath ?? entry.path, entry.name)))
  const existing = ['README.md', ...docs.sort()].map((path) => {
    const before = readFileSync(join(ROOT, path), 'utf8')
    const command = /^docs\/commands\/([a-z]+)\.md$/.exec(path)?.[1]
    return { path, text: command === undefined ? before : completePage(before, command), before }
  })
  const missing = listCommands()
    .map(({ name }) => ({ name, path: `docs/commands/${name}.md` }))
    .filter(({ path }) => !existsSync(join(ROOT, path)))
    .map(({ name, path }) => ({ path, text: completePage(commandPage(name), name), before: '' }))
  return [...existing.filter(({ text }) => isSamplePage(text)), ...missing]
}

/** Names of the schemas in docs/json, in the order in which pages link them. */
function listSchemas() {
  const directory = join(ROOT, 'docs/json')
  if (!existsSync(directory)) return []
  const suffix = '.schema.json'
  const files = readdirSync(directory).filter((name) => name.endsWith(suffix))
  return files.map((name) => name.slice(0, -suffix.length)).sort()
}

function diff(path, after) {
  const directory = mkdtempSync(join(tmpdir(), 'homemanager-docs-'))
  const file = join(directory, basename(path))
  writeFileSync(file, after)
  const before = existsSync(join(ROOT, path)) ? join(ROOT, path) : '/dev/null'
  const labels = ['--label', `${path} (in the repository)`, '--label', `${path} (expected)`]
  const { stdout } = spawnSync('diff', ['-u', ...labels, before, file], { encoding: 'utf8' })
  rmSync(directory, { recursive: true, force: true })
  return stdout
}

function parseArguments(args) {
  return {
    check: args.includes('--check'),
    names: args.filter((arg) => arg !== '--check').map((arg) => relative(ROOT, resolve(arg))),
  }
}
