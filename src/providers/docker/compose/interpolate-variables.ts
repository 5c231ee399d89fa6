const VARIABLE_PATTERN = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^}]*))?\})/g

/**
 * Interpolates variables as defined by the Compose specification: `$NAME`, `${NAME}`, `${NAME:-default}`,
 * `${NAME-default}`, `${NAME:?message}`, `${NAME:+replacement}`, and `$$` for a dollar sign. Throws an Error with the
 * message of `?`.
 */
export function interpolateVariables(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return text.replaceAll(
    VARIABLE_PATTERN,
    (_, bare: string | undefined, braced: string | undefined, operator = '', argument = '') => {
      const name = bare ?? braced
      if (name === undefined) return '$'
      const value = env[name]
      const isSet = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
      if (operator.endsWith('-')) return isSet ? (value ?? '') : argument
      if (operator.endsWith('+')) return isSet ? argument : ''
      if (operator.endsWith('?') && !isSet) throw new Error(`${name} is not set: ${argument}`)
      return value ?? ''
    },
  )
}
