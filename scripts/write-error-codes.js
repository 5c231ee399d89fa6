import { globSync, readFileSync, writeFileSync } from './files.js'

// Writes docs/error-codes.md from every `*-errors.ts`; with --check it only says whether the page is current. Needs a build.

const PAGE = new URL('../docs/error-codes.md', import.meta.url)
const EXITS = {
  1: 'failed',
  2: 'wrong usage',
  3: 'needs a yes',
  4: 'checked and found wanting',
  5: 'the machine lacks something',
  6: 'timed out',
  130: 'interrupted',
}

const page = await errorCodesPage()
if (!process.argv.includes('--check')) writeFileSync(PAGE, page)
else if (readFileSync(PAGE, 'utf8') !== page) {
  console.error('docs/error-codes.md is not what the code says. Run node scripts/write-error-codes.js.')
  process.exit(1)
}

async function errorCodesPage() {
  const byCode = new Map()
  const problems = new Map()
  for (const file of globSync(new URL('../dist/', import.meta.url), /-errors\.js$/)) {
    const module = await import(file)
    const where = new URL('.', file).pathname.split('/dist/')[1].replace(/\/$/, '')
    for (const codes of Object.values(module)) {
      if (typeof codes !== 'object' || codes === null) continue
      for (const [name, entry] of Object.entries(codes)) {
        if (typeof entry?.meaning === 'string') byCode.set(`${name} ${where}`, { ...entry, name, where })
        else if (typeof entry?.status === 'number')
          problems.set(`${name} ${where}`, { ...entry, name, where })
      }
    }
  }
  return [
    '# Error codes',
    '',
    'Generated from the code by `node scripts/write-error-codes.js`; a test holds it to that.',
    '',
    'Every failed command names one of these. With `--json` it is `error.code` on stdout, and the process ends with the exit',
    'code. Scripts may rely on both: a code does not change its meaning.',
    '',
    '| exit code | meaning |',
    '|---|---|',
    '| 0 | done |',
    ...Object.entries(EXITS).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    '',
    '## Of the command line and the library',
    '',
    '| code | exit | when | from |',
    '|---|---|---|---|',
    ...sorted(byCode).map(
      ({ name, exitCode, meaning, where }) => `| \`${name}\` | ${exitCode} | ${cell(meaning)} | ${where} |`,
    ),
    '',
    '## Of the HTTP API',
    '',
    'The `code` of an `application/problem+json` answer (RFC 9457).',
    '',
    '| code | status | when | from |',
    '|---|---|---|---|',
    ...sorted(problems).map(
      ({ name, status, title, where }) => `| \`${name}\` | ${status} | ${cell(title)} | ${where} |`,
    ),
    '',
  ].join('\n')
}

function sorted(entries) {
  return [...entries.values()].sort((a, b) => (`${a.name} ${a.where}` < `${b.name} ${b.where}` ? -1 : 1))
}

function cell(text) {
  return text.replaceAll('|', '\\|')
}
