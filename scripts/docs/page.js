/** `<!-- run: COMMAND -->` or `<!-- run(OPTION, …): COMMAND -->`, and the fenced block that follows it, if there is one. */
const SAMPLE = /<!-- run(?:\(([^)]*)\))?: (.+) -->\n(?:```(\w*)\n([\s\S]*?)^```\n)?/gm
/** `<!-- generate: TABLE -->`, the generated text, `<!-- end -->`. */
const TABLE = /<!-- generate: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g
const OWN_STACK = '<!-- stack: own -->'
const MAX_LINES = 40

export function isSamplePage(text) {
  return text.search(SAMPLE) >= 0 || text.search(TABLE) >= 0
}

export function usesOwnStack(text) {
  return text.includes(OWN_STACK)
}

/** The initial page of a command: its title and its help. */
export function commandPage(name) {
  return `# homemanager ${name}\n\n<!-- run: homemanager ${name} --help -->\n`
}

/** The line below a command's help that names the schemas of its JSON documents. */
const SCHEMA_LINE = /^\nJSON: \[.*\n/m
const HELP_BLOCK = /^<!-- run: homemanager [\w-]+ --help -->\n(?:```\w*\n[\s\S]*?^```\n)?/m

const SUBCOMMANDS = '## Subcommands'

/** Adds that line to a command's page, or replaces it: `NAME` and `NAME-*` of the schemas in docs/json are the command's. */
export function linkSchemas(text, command, schemas) {
  const names = schemas.filter((name) => name === command || name.startsWith(`${command}-`))
  const page = text.replace(SCHEMA_LINE, '')
  if (names.length === 0) return page
  const links = names.map((name) => `[${names.length === 1 ? 'schema' : name}](../json/${name}.schema.json)`)
  return page.replace(HELP_BLOCK, (help) => `${help}\nJSON: ${links.join(', ')}\n`)
}

/** Adds the help of each subcommand that the page does not have, below the heading Subcommands. */
export function addSubcommands(text, command, subcommands) {
  const markers = subcommands
    .map((name) => `<!-- run: homemanager ${command} ${name} --help -->`)
    .filter((marker) => !text.includes(marker))
  if (markers.length === 0) return text
  const added = markers.map((marker) => `${marker}\n`).join('\n')
  const start = text.indexOf(SUBCOMMANDS)
  const next = text.indexOf('\n## ', start < 0 ? 0 : start + 1)
  const end = next < 0 ? text.length : next
  const heading = start < 0 ? `\n${SUBCOMMANDS}\n` : ''
  return `${text.slice(0, end)}${heading}\n${added}${text.slice(end)}`
}

/** Fills the samples of a page in their order, then its tables. */
export async function renderPage(text, { stack, tables, check }) {
  let page = ''
  let end = 0
  for (const sample of text.matchAll(SAMPLE)) {
    page += text.slice(end, sample.index) + (await renderSample(sample, { stack, check }))
    end = sample.index + sample[0].length
  }
  page += text.slice(end)
  for (const [, name] of page.matchAll(TABLE)) {
    if (tables[name] === undefined) throw new Error(`There is no table named ${name}.`)
  }
  const rows = new Map()
  for (const [, name] of page.matchAll(TABLE)) rows.set(name, await tables[name]())
  return page.replace(TABLE, (_, name) => `<!-- generate: ${name} -->\n\n${rows.get(name)}\n\n<!-- end -->`)
}

async function renderSample([original, optionText, command, language = 'console', block], { stack, check }) {
  const options = parseOptions(optionText)
  // Depends on the machine, so it is recorded but never compared.
  if (check && options.has('unchecked') && (block !== undefined || options.has('hidden'))) return original
  const { output, exitCode } = await stack.run(command)
  const marker = original.slice(0, original.indexOf('\n') + 1)
  if (options.has('hidden')) {
    if (exitCode !== 0) throw new Error(`${command} ended with ${exitCode}:\n${output}`)
    return marker
  }
  const maxLines = options.get('lines') ?? (command.endsWith(' --help') ? Infinity : MAX_LINES)
  const lines = [`$ ${command}`, ...truncate(output, Number(maxLines))]
  if (exitCode !== 0) lines.push(`(exit code ${exitCode})`)
  return `${marker}\`\`\`${language}\n${lines.join('\n')}\n\`\`\`\n`
}

/** `lines: 12, unchecked` → Map { lines → '12', unchecked → '' } */
function parseOptions(text = '') {
  const options = text.split(',').filter((option) => option.trim() !== '')
  return new Map(options.map((option) => option.split(':').map((word) => word.trim())))
}

function truncate(output, maxLines) {
  if (output === '') return []
  const lines = output.split('\n').map((line) => line.trimEnd())
  return lines.length <= maxLines ? lines : [...lines.slice(0, maxLines), '…']
}
