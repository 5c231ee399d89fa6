import { number, type Schema, string } from '../../core/schema.js'
import { type Setting, setting, type VariableName } from '../setting.js'

export function duration(description: string): Schema<string> {
  const patternErrorMessage = 'must be a number of minutes, hours or days, such as 30m, 6h or 7d'
  return string({ pattern: '^[1-9][0-9]{0,4}[mhd]$', patternErrorMessage, description })
}

export function image(variable: VariableName): Setting<string> {
  return setting(nonEmpty('Image to run instead of the default one (Docker provider).'), variable)
}

export function url(schemes: readonly string[], description: string): Schema<string> {
  return databaseUrl(schemes, description, { format: 'uri' })
}

/** A URL that the client library of a database parses. It need not be a URI: it may have several hosts, or none. */
export function databaseUrl(
  schemes: readonly string[],
  description: string,
  keywords: Readonly<Record<string, unknown>> = {},
): Schema<string> {
  return string({
    ...keywords,
    pattern: `^(${schemes
      .map(toPrefix)
      .map((prefix) => prefix.replace('+', '\\+'))
      .join('|')})`,
    patternErrorMessage: `must be a URL that starts with ${schemes.map(toPrefix).join(' or ')}`,
    description,
  })
}

/** The path of a Unix socket need not follow `//`. */
function toPrefix(scheme: string): string {
  return scheme === 'socket' ? 'socket:' : `${scheme}://`
}

export function nonEmpty(description: string): Schema<string> {
  return string({
    pattern: String.raw`\S`,
    patternErrorMessage: 'must have at least 1 character other than spaces',
    description,
  })
}

export function seconds(description: string): Schema<number> {
  return number({ exclusiveMinimum: 0, maximum: 86_400, description })
}
