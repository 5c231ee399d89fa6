import fc from 'fast-check'

/** What means something to a lexer, outside of comments and quotes. */
const PIECES = [
  ';',
  '"',
  '$$',
  '$x$',
  ' ',
  'a',
  'é',
  '🏠',
  '(',
  ')',
  '--',
  ':x',
  ':=',
  'E',
  'begin ',
  'end;',
  '\n',
]
const pieces = (...more: readonly string[]): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...PIECES, ...more), { maxLength: 5 }).map((list) => list.join(''))

const LINE_COMMENT = fc
  .tuple(pieces("'", '/*', '*/', '\\'), fc.constantFrom('\n', '\r\n', '\r'))
  .map(([text, end]) => `-- ${text.replaceAll('\n', ' ')}${end}`)
const { block: BLOCK_COMMENT } = fc.letrec<{ block: string }>((tie) => ({
  block: fc
    .tuple(pieces("'", '\\'), fc.option(tie('block'), { nil: '', maxDepth: 2 }), pieces("'", '\r\n'))
    .map(([before, nested, after]) => `/*${before}${nested}${after}*/`),
}))
const BLANK = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(' ', '\n', '\r\n', '\t', '\f') },
  { weight: 1, arbitrary: LINE_COMMENT },
  { weight: 1, arbitrary: BLOCK_COMMENT },
)

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
const STANDARD_STRING = pieces("'", '\\', '\r\n', '/*').map(quote)
const ESCAPE_STRING = fc
  .array(fc.constantFrom(...PIECES, String.raw`\'`, "''", String.raw`\\`, String.raw`\x41`, String.raw`\n`), {
    maxLength: 5,
  })
  .map((list) => list.join(''))
const LITERAL = fc.oneof(
  STANDARD_STRING,
  ESCAPE_STRING.map((text) => `E'${text}'`),
  ESCAPE_STRING.map((text) => `e'${text}'`),
  fc.tuple(STANDARD_STRING, STANDARD_STRING).map(([one, other]) => `${one} \n\t${other}`),
  // psql, unlike the server, forgets the E at the end of a line: a backslash in the next one would begin a command.
  fc.tuple(ESCAPE_STRING, pieces("''")).map(([one, other]) => `E'${one}'\n'${other}'`),
  fc
    .tuple(fc.constantFrom('', 'y', 'é', '_1'), pieces("'", '\\', '/*', '\r\n'))
    .filter(([tag, text]) => !(tag === '' ? /\$/ : new RegExp(`\\$${tag}\\$`)).test(text))
    .map(([tag, text]) => `$${tag}$${text}$${tag}$`),
  fc.constantFrom(
    String.raw`U&'d\0061t\+000061;'`,
    "N'a;'",
    "B'101'::text",
    "X'1F'::text",
    "date'2024-02-29'::text",
  ),
)
const INTEGER = fc.constantFrom(
  '1',
  '-2',
  '2*/*;*/3',
  '1 -/* ; */-2',
  '(ARRAY[1,2,3])[2:3][1]',
  '3::int',
  "'4'",
)

/** A statement of these tokens, with something between them. `#` in a token stands for a number unique in the script. */
function statement(...tokens: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> {
  const parts = tokens.flatMap((token) =>
    typeof token === 'string'
      ? token.split(' ').flatMap((word) => [BLANK, fc.constant(word)])
      : [BLANK, token],
  )
  return fc.tuple(...parts).map((list) => list.join(''))
}

const INSERT = statement('INSERT INTO t (a, b) VALUES (', LITERAL, ',', INTEGER, ')')
const BODY = statement(
  'SELECT CASE WHEN ( $1 > 0 ) THEN 1 ELSE 2 END ; SELECT (CASE begin WHEN 1 THEN 2 END) ; END',
)
const STATEMENT = fc.oneof(
  { weight: 4, arbitrary: INSERT },
  fc.constant(''),
  statement('INSERT INTO t (a, b) SELECT', LITERAL, ', @ ', INTEGER),
  statement('UPDATE t SET a = a ||', LITERAL, 'WHERE b =', INTEGER),
  statement('COMMENT ON TABLE t IS', STANDARD_STRING),
  statement('ALTER TABLE t ADD COLUMN "c;#" text DEFAULT', LITERAL),
  statement('CREATE TABLE größe$$# (a text DEFAULT', LITERAL, ')'),
  statement(`CREATE VIEW "v;'#" AS SELECT a AS "c""d;--" FROM t`),
  statement('WITH x AS (SELECT', LITERAL, 'AS a) INSERT INTO t (a, b) SELECT a, 3 FROM x'),
  statement('CREATE FUNCTION f# ( begin int DEFAULT 1 ) RETURNS int LANGUAGE sql BEGIN ATOMIC', BODY),
  statement('create or replace procedure begin# ( ) begin atomic', INSERT, ';', INSERT, '; end'),
  statement(
    'CREATE OR REPLACE FUNCTION f#() RETURNS text AS $f$ BEGIN RETURN',
    LITERAL,
    '; END $f$ LANGUAGE plpgsql',
  ),
  statement('DO $do$ BEGIN', INSERT, ';', INSERT, '; END $do$'),
  statement('CREATE RULE r# AS ON DELETE TO t DO ALSO (', INSERT, ';', INSERT, ')'),
)

/** A script that PostgreSQL accepts; it has a table `t`. */
export const SQL_SCRIPT: fc.Arbitrary<string> = fc
  .tuple(fc.array(STATEMENT, { minLength: 1, maxLength: 12 }), BLANK, fc.constantFrom('', ';'))
  .map(([statements, blank, end]) =>
    ['CREATE TABLE t (a text, b int)', ...statements.map((text, n) => text.replaceAll('#', String(n)))]
      .join(';')
      .concat(blank, end),
  )

/** A script without a part of its text, which PostgreSQL rejects in most cases. */
export const BROKEN_SQL_SCRIPT: fc.Arbitrary<string> = fc
  .tuple(SQL_SCRIPT, fc.nat(), fc.integer({ min: 1, max: 20 }))
  // psql would take a backslash outside of quotes for a command.
  .filter(([script]) => !script.includes('\\'))
  .map(([script, position, length]) => {
    const at = position % script.length
    return script.slice(0, at) + script.slice(at + length)
  })
