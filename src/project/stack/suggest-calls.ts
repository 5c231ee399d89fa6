import { type ErrorCode, HomeError, rewordError } from '../../core/home-error.js'
import { unwrapSuppressedError } from '../../core/unwrap-suppressed-error.js'

/** A command that has the same name as a method of a stack, its argument, and its flags. */
const COMMAND =
  /\b(?<run>[Rr]un )?homemanager (?<method>seed|migrate|verify)(?<profile> (?!(?:first|to|or|again|without|and|then)\b)[\w./\\][\w./\\-]*)?(?<flags>(?: --[a-z-]+(?: \d+)?)*)(?=[.,; )]|$)/g
/** A flag alone: `Datasets are mixed only with --append.` */
const LONE_FLAG = /(?<=\bwith(?:out)? )--(?<name>reset|append|dataset)\b/g
const FLAG = /--(?<name>[a-z-]+)(?: (?<value>\d+))?/g

/** Runs a method of a stack. The commands that its errors suggest are calls: the command line may not reach the stack. */
export async function suggestCalls<T>(run: () => Promise<T>): Promise<T> {
  return rewordErrors(run, toCalls)
}

/** Runs `createStack`. The flags that its errors suggest are options. */
export async function suggestOptions<T>(
  { ephemeral = false }: { readonly ephemeral?: boolean | undefined },
  run: () => Promise<T>,
): Promise<T> {
  return rewordErrors(run, (text) => toStackOptions(text, ephemeral))
}

/** Starts an ephemeral stack on the command line. Its errors suggest flags of the command that does so. */
export async function suggestEphemeralFlags<T>(run: () => Promise<T>): Promise<T> {
  return rewordErrors(run, toEphemeralFlags)
}

async function rewordErrors<T>(run: () => Promise<T>, reword: (text: string) => string): Promise<T> {
  try {
    return await run()
  } catch (thrown) {
    const error = unwrapSuppressedError(thrown)
    throw error instanceof HomeError ? rewordTexts(error, reword) : error
  }
}

function rewordTexts(error: HomeError, reword: (text: string) => string): HomeError {
  const changes = Object.fromEntries(
    (['detail', 'suggestion'] as const).flatMap((name) => {
      const text = error[name]
      const reworded = text === undefined ? undefined : reword(text)
      return reworded === text ? [] : [[name, reworded]]
    }),
  )
  if (Object.keys(changes).length === 0) return error
  const code: ErrorCode = { code: error.code, exitCode: error.exitCode, meaning: '' }
  return rewordError(error, code, changes)
}

/** `Run homemanager seed small --reset.` becomes `Call seed({ profile: "small", reset: true }).` */
export function toCalls(text: string): string {
  return text
    .replaceAll(COMMAND, (command, ...rest) => {
      const { run, method, profile, flags = '' } = rest.at(-1) as Readonly<Record<string, string | undefined>>
      // `homemanager migrate status` is no call of `migrate`.
      if (profile !== undefined && method !== 'seed') return command
      const options = [
        ...(profile === undefined ? [] : [`profile: "${profile.trim()}"`]),
        ...toOptions(flags),
      ]
      const call = `${method ?? ''}(${options.length === 0 ? '' : `{ ${options.join(', ')} }`})`
      return run === undefined ? call : `${run.startsWith('R') ? 'Call' : 'call'} ${call}`
    })
    .replaceAll(LONE_FLAG, (_flag, name: string) => `${name}: true`)
    .replace(/^Add -p (\w+)=VALUE\./, 'Pass the values as the second argument: { $1: … }.')
    .replace(/, or omit -p (\w+)\./, ', or omit $1 in the second argument.')
}

/** What a command suggests, and what `createStack` does. */
const STACK_OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/Run the command again with a longer --timeout/, 'Call createStack again with a longer timeoutMs'],
  [/with --timeout\b/, 'with timeoutMs'],
  [/Try --project ([\w-]+)/, 'Try project: "$1"'],
  [/HOMEMANAGER_\w+_PORT, or ports\.([\w-]+) in/, 'the option ports.$1, or the same in'],
  [/\b[Rr]un homemanager up --provider embedded/, 'pass provider: "embedded"'],
]
/** What `up` suggests, and what a command with `--ephemeral` does. */
const EPHEMERAL_FLAGS: readonly (readonly [RegExp, string])[] = [
  [/\brun homemanager up --provider embedded/, 'use --provider embedded'],
]
/** Its log and its data are deleted. */
const EPHEMERAL_STACK: readonly (readonly [RegExp, string])[] = [
  [/Run homemanager logs [\w-]+, or allow/, 'Allow'],
  [/; it resumes what was interrupted/, ''],
]

/** `Run the command again with a longer --timeout.` becomes `Call createStack again with a longer timeoutMs.` */
export function toStackOptions(text: string, isEphemeral: boolean): string {
  return replaceEach(text, [...STACK_OPTIONS, ...(isEphemeral ? EPHEMERAL_STACK : [])])
}

/** `Start Docker, or run homemanager up --provider embedded.` becomes `Start Docker, or use --provider embedded.` */
export function toEphemeralFlags(text: string): string {
  return replaceEach(text, [...EPHEMERAL_FLAGS, ...EPHEMERAL_STACK])
}

function replaceEach(text: string, replacements: readonly (readonly [RegExp, string])[]): string {
  return replacements.reduce(
    (reworded, [pattern, replacement]) => reworded.replace(pattern, replacement),
    text,
  )
}

function toOptions(flags: string): readonly string[] {
  return [...flags.matchAll(FLAG)].map(
    ({ groups }) => `${toOptionName(groups?.['name'] ?? '')}: ${groups?.['value'] ?? 'true'}`,
  )
}

function toOptionName(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
