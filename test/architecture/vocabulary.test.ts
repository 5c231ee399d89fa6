import { expect, test } from 'vitest'
import { listDocumentWords, listSourceWords, parseWords, type Word } from './list-words.js'

/**
 * The checked directories of `src`, and the checked documents. Add a directory when it uses the terms of
 * `docs/glossary.md`; never remove one.
 */
const DIRECTORIES: readonly string[] = [
  'app',
  'cli',
  'config',
  'conformance',
  'core',
  'dataset',
  'domain',
  'events',
  'inspect',
  'launch',
  'migrations',
  'output',
  'project',
  'providers',
  'query',
  'services',
  'stores',
  'testing',
  'verify',
]
const DOCUMENTS: readonly string[] = ['CONTRIBUTING.md', 'README.md', 'SECURITY.md', 'docs']

/** Phrases in strings and documents that have a better word, which is given last. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bstor(?:y|ies)\b/gi, 'reporter, or fixture'],
  [/\b(?:told|tells? (?:of|nobody|somebody))\b/gi, 'fixture, describes, reports'],
  [/\bworlds?\b/gi, 'dataset'],
  [/\ba yes\b/gi, 'confirmation'],
  [/\b(?:in vain|leads? nowhere)\b/gi, 'dangling reference'],
  [/\bmend(?:s|ed|ing|able)?\b/gi, 'fix, repair'],
  [/\bcut off\b/gi, 'interrupted'],
  [/\b(?:called off|set in motion)\b/gi, 'compensated, retried'],
  [/\b(?:left-?overs?|dead stacks?)\b/gi, 'orphaned resources'],
  [/\b(?:guardian|keeper)s?\b/gi, 'reaper'],
  [/\bledgers?\b/gi, 'migration history'],
  [/\bways? back\b/gi, 'down migration'],
  [/\bfolders?\b/gi, 'directory'],
  [/\bwhole numbers?\b/gi, 'integer'],
  [/\bdialogues?\b/gi, 'interactive mode'],
  [/\b(?:found wanting|machine lacks)\b/gi, 'checks failed, missing prerequisite'],
  [/\b(?:do|does|did) not answer\b/gi, 'is not responding, did not become ready'],
  // The account of Unix and example addresses are names.
  [/(?<!\buser )\bnobody\b(?!@)/gi, 'no process, no user'],
  [/\bsomebody\b/gi, 'another process, a user'],
  [/\bout of time\b/gi, 'timed out'],
  [/\b(?:go|goes|going|went) on (?:from|with|after|where)\b|\bto go on\b/gi, 'resume, continue'],
  [/\b(?:write|writes|written|wrote) over\b/gi, 'overwrite'],
  [/\bby hand\b/gi, 'manually'],
  [/\bfaults?\b/gi, 'error, problem, violation'],
  [/\boptional parts?\b/gi, 'add-on'],
  [/\b(?:eventing|bury|buried)\b/gi, 'event processing, dead letter'],
  [/\bsmall letters\b/gi, 'lower case'],
  [/\bwhat runs\b/gi, 'running components'],
  [/\b(?:is|are) no (?:valid|UUID|number|integer|date|JSON)\b/gi, 'is not a valid …'],
]

/** Words in identifiers and file names, by the word to use. */
const IDENTIFIER_WORDS: Readonly<Record<string, readonly string[]>> = {
  'reporter, fixture': ['story', 'stories', 'told'],
  dataset: ['world', 'worlds'],
  'repair, fix': ['mend', 'mended', 'mending', 'mendable'],
  'orphaned resource': ['leftover', 'leftovers'],
  reaper: ['guardian', 'keeper'],
  'history (of migrations)': ['ledger', 'ledgers'],
  directory: ['folder', 'folders'],
  'assert…, reject…': ['refuse', 'refuses', 'refused', 'refusing', 'refusal', 'refusals'],
  'error, problem, violation': ['fault', 'faults', 'wanting'],
  'missing…': ['lack', 'lacks', 'lacking', 'lacked'],
  interactive: ['dialogue'],
  'event processing, dead letter': ['eventing', 'bury', 'buried'],
  dangling: ['vain'],
  timeout: ['patience', 'unhurried'],
  fatal: ['hopeless'],
  request: ['wish', 'wishes'],
  products: ['goods'],
}

/** Names in identifiers, which may be only a part of a longer one. */
const IDENTIFIERS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?!(?:last)?[iI]ndexOf$|valueOf$|(?:get|set|is)PrototypeOf$|(?:one|any|all|multiple)Of$)\w*[a-z\d]Of$/,
    'toX, getX, listX, parseX',
  ],
  [/RecordKind/, 'entity'],
  [/^[mM]arks?$|[a-z]Marks?$/, 'checkpoint'],
  [/^(?:optional|wanted|missing|known)Parts?|^parts?Name/i, 'component, add-on'],
  [/^(?:ends?|when)(?:Ended|Process|Container|Engine|Stack)/, 'stop…, waitForExit'],
]

/**
 * Names in users' databases and state files. Renaming one would require a migration of that data, so they remain, in
 * every file.
 */
const PERSISTED_TEXTS: readonly string[] = [
  // The schema of the migration history in PostgreSQL.
  'homemanager_ledger',
  // Checkpoints: a table in PostgreSQL, a collection in MongoDB, a partition in DynamoDB.
  'platform.seeded_worlds',
  'seeded_worlds',
  'SEED#WORLD',
]

/** More of these, as words of single files. */
const PERSISTED_WORDS: Readonly<Record<string, readonly string[]>> = {
  // The field `stories` of a stored profile.
  'src/dataset/profiles/stored-profile.ts': ['stories'],
  // The former name of the field, for the message that it was renamed.
  'src/dataset/profiles/schema.ts': ['stories'],
  // The field `world` of a stored checkpoint contains the dataset key.
  'src/dataset/seeding/reset-stores.ts': ['world'],
  'src/dataset/dataset-key.ts': ['world'],
  'src/dataset/seeding/find-or-create-checkpoint.ts': ['world'],
  'src/stores/contracts/data-store.ts': ['world'],
  'src/stores/dynamodb/data/dynamodb-checkpoints.ts': ['world', 'mark'],
  'src/stores/mongo/data/mongo-data-store.ts': ['world'],
  'src/stores/postgres/data/postgres-checkpoints.ts': ['world'],
}

test.each(DIRECTORIES)('src/%s uses the terms of the glossary', (directory) => {
  expect(findOldWords(listSourceWords(directory))).toEqual([])
})

test.each(DOCUMENTS)('%s uses the terms of the glossary', (document) => {
  expect(findOldWords(listDocumentWords(document))).toEqual([])
})

test('the check finds words in strings, templates and identifiers, not in comments', () => {
  const source = [
    '/** A folder that nobody mends. */',
    "import { thing } from './folder.js'",
    "export const text = 'The folder … is Mended'",
    'const todoOf = (refuseThing: string) => `one',
    'ledger of ${refuseThing}, homemanager_ledger, indexOf`.indexOf(thing)',
    'interface Checkpoint { readonly silentStory: unknown; default: boolean }',
  ].join('\n')
  expect(findOldWords(parseWords('example.ts', source)).map((line) => line.split(' → ')[0])).toEqual([
    'example.ts:3 "Mended"',
    'example.ts:3 "folder"',
    'example.ts:4 todoOf',
    'example.ts:4 refuseThing',
    'example.ts:5 "ledger"',
    'example.ts:5 refuseThing',
    'example.ts:6 silentStory',
  ])
})

/** One line per old word: `file:line word → word to use`. */
function findOldWords(words: readonly Word[]): readonly string[] {
  return words.flatMap((word) => {
    const found = word.kind === 'text' ? findPhrases(word) : findIdentifierWords(word)
    return found.map(([old, replacement]) => `${word.file}:${word.line} ${old} → ${replacement}`)
  })
}

type Finding = readonly [old: string, replacement: string]

function findPhrases({ file, value }: Word): readonly Finding[] {
  const text = PERSISTED_TEXTS.reduce((rest, name) => rest.replaceAll(name, ''), value)
  return PHRASES.flatMap(([pattern, replacement]) =>
    (text.match(pattern) ?? [])
      .filter((old) => !PERSISTED_WORDS[file]?.includes(old))
      .map((old): Finding => [`"${old}"`, replacement]),
  )
}

function findIdentifierWords({ file, value }: Word): readonly Finding[] {
  if (PERSISTED_WORDS[file]?.includes(value)) return []
  const words = new Set(splitIdentifier(value))
  const byWord = Object.entries(IDENTIFIER_WORDS).filter(([, old]) => old.some((word) => words.has(word)))
  const byName = IDENTIFIERS.filter(([pattern]) => pattern.test(value))
  return [...byWord.map(([replacement]) => replacement), ...byName.map(([, replacement]) => replacement)].map(
    (replacement): Finding => [value, replacement],
  )
}

/** The words of `camelCase`, `CONSTANT_CASE` and `kebab-case` names, in lower case. */
function splitIdentifier(name: string): readonly string[] {
  return (name.match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []).map((word) => word.toLowerCase())
}
