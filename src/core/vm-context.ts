import { addAbortListener } from 'node:events'
import { Readable } from 'node:stream'
import { types } from 'node:util'

/**
 * Test runners such as Jest run tests in contexts of `node:vm`, with globals of their own. There, `Symbol.dispose` and
 * `Symbol.asyncDispose` are missing on Node.js 20, and errors of Node.js are not instances of `Error`. This module corrects
 * both. It changes nothing outside of such a context. Import it first.
 */
defineSymbol('asyncDispose', Readable.prototype)
defineSymbol(
  'dispose',
  addAbortListener(new AbortController().signal, () => {}),
)
if (!(createForeignError() instanceof Error)) recognizeForeignErrors()

/** Takes the symbol from an object of Node.js, whose own resources use it. */
function defineSymbol(name: 'dispose' | 'asyncDispose', object: object): void {
  if (Object.hasOwn(Symbol, name)) return
  const symbol = Object.getOwnPropertySymbols(object).find(({ description }) =>
    description?.endsWith(`.${name}`),
  )
  Object.defineProperty(Symbol, name, { value: symbol ?? Symbol(`Symbol.${name}`) })
}

/** An error that Node.js creates: the argument is invalid. */
function createForeignError(): unknown {
  try {
    addAbortListener(undefined as unknown as AbortSignal, () => {})
    return undefined
  } catch (error) {
    return error
  }
}

function recognizeForeignErrors(): void {
  const isInstance = Function.prototype[Symbol.hasInstance]
  Object.defineProperty(Error, Symbol.hasInstance, {
    // Subclasses inherit this function.
    value(this: unknown, value: unknown): boolean {
      return isInstance.call(this, value) || (this === Error && types.isNativeError(value))
    },
  })
}
