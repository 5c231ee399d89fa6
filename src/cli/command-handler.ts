import type { CommandContext } from './command-context.js'
import type { Arguments, ArgumentValues, Flags, FlagValues } from './define-command.js'

/** What a handler receives: the values of the declared flags and arguments, by name. */
export type CommandInput<Definition> = Input<
  Definition extends { readonly flags: infer F extends Flags } ? FlagValues<F> : NoValues,
  Definition extends { readonly arguments: infer A extends Arguments } ? ArgumentValues<A> : NoValues
>

interface Input<FlagsByName, ArgumentsByName> {
  readonly context: CommandContext
  readonly flags: FlagsByName
  readonly args: ArgumentsByName
}

type NoValues = object

/** Does the work of a command. Resolves to the exit code, 0 without one. */
export type CommandHandler<Definition> = (input: CommandInput<Definition>) => Promise<number | void>

/** What the handler's module of a command exports: `run`, and `subcommands` by name if it has any. */
export type HandlerModule<Definition> = (Definition extends { readonly requiresSubcommand: true }
  ? unknown
  : { readonly run: CommandHandler<Definition> }) &
  (Definition extends { readonly subcommands: infer S }
    ? { readonly subcommands: { readonly [Name in keyof S]: CommandHandler<S[Name]> } }
    : unknown)

/** A handler for the parser, which does not know the types: it provides what the definition declares. */
export type UncheckedHandler = (
  input: Input<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>>,
) => Promise<number | void>
