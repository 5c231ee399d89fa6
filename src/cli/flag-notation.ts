import type { Argument, Flag } from './define-command.js'

/** `--project-to` for `projectTo`; `--no-services` for a boolean flag that is true by default. */
export function toLongFlag(name: string, flag: Flag): string {
  const kebab = name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
  return flag.type === 'boolean' && flag.default ? `--no-${kebab}` : `--${kebab}`
}

/** A flag as the help shows it and commander reads it: `-f, --file <path>`, `--seed [profile]`, `--with <name...>`. */
export function formatFlag(name: string, flag: Flag): string {
  const names = [...(flag.short === undefined ? [] : [`-${flag.short}`]), toLongFlag(name, flag)].join(', ')
  if (flag.type === 'boolean') return names
  const value = `${flag.value}${flag.variadic ? '...' : ''}`
  return `${names} ${flag.bare === undefined ? `<${value}>` : `[${value}]`}`
}

/** An argument as the help shows it and commander reads it: `<store>`, `[profile]`, `[files...]`. */
export function formatArgument(name: string, argument: Argument): string {
  const value = `${name}${argument.variadic ? '...' : ''}`
  return argument.optional ? `[${value}]` : `<${value}>`
}
