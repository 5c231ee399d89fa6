import { type ErrorCode, HomeError, rewordError } from '../../core/home-error.js'

/** A command that has the same name as a method of a stack, its argument, and its flags. */
const COMMAND =
  /\b(?<run>[Rr]un )?homemanager (?<method>seed|migrate|verify)(?<profile> (?!(?:first|to|or|again|without|and|then)\b)[\w./\\][\w./\\-]*)?(?<flags>(?: --[a-z-]+(?: \d+)?)*)(?=[.,; )]|$)/g
/** A flag alone: `Datasets are mixed only with --append.` */
const LONE_FLAG = /(?<=\bwith(?:out)? )--(?<name>reset|append|dataset)\b/g
const FLAG = /--(?<name>[a-z-]+)(?: (?<value>\d+))?/g

/** Runs a method of a stack. The commands that its errors suggest are calls: the command line may not reach the stack. */
export async function suggestCalls<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run()
  } catch (error) {
    throw error instanceof HomeError ? rewordCommands(error) : error
  }
}

function rewordCommands(error: HomeError): HomeError {
  const changes = Object.fromEntries(
    (['detail', 'suggestion'] as const).flatMap((name) => {
      const text = error[name]
      const calls = text === undefined ? undefined : toCalls(text)
      return calls === text ? [] : [[name, calls]]
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
}

function toOptions(flags: string): readonly string[] {
  return [...flags.matchAll(FLAG)].map(
    ({ groups }) => `${toOptionName(groups?.['name'] ?? '')}: ${groups?.['value'] ?? 'true'}`,
  )
}

function toOptionName(flag: string): string {
  return flag.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
