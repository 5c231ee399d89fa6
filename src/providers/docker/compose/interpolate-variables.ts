const VARIABLE_PATTERN = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?:(:?[-?+])([^}]*))?\})/g

/**
 * Puts variables in, by the Compose specification's rules: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}`,
 * `${NAME:?message}`, `${NAME:+instead}`, and `$$` for a dollar sign. Throws an Error with the message of `?`.
 */
export function interpolateVariables(
  text: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  return text.replaceAll(
    VARIABLE_PATTERN,
    (_, bare: string | undefined, braced: string | undefined, operator = '', word = '') => {
      const name = bare ?? braced
      if (name === undefined) return '$'
      const value = env[name]
      const there = operator.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
      if (operator.endsWith('-')) return there ? (value ?? '') : word
      if (operator.endsWith('+')) return there ? word : ''
      if (operator.endsWith('?') && !there) throw new Error(`${name} is not set: ${word}`)
      return value ?? ''
    },
  )
}
