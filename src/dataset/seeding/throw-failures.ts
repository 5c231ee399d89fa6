import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'

/** Throws the first failure, if there is one. Its details then name the others, which are of other stores. */
export function throwFailures(failures: readonly unknown[]): void {
  const [first, ...others] = failures
  if (first === undefined) return
  if (others.length === 0 || !(first instanceof HomeError)) throw first
  const { code, exitCode, message, detail, suggestion } = first
  throw new HomeError(
    { code, exitCode, meaning: '' },
    {
      message,
      detail: [
        ...(detail === undefined ? [] : [detail]),
        ...others.map((each) => getErrorMessage(each)),
      ].join('\n'),
      ...(suggestion === undefined ? {} : { suggestion }),
      cause: first,
    },
  )
}
