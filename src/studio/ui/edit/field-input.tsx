import type { JSX } from 'preact'
import { useId } from 'preact/hooks'
import type { EditField } from '../../../inspect/editing/edit-field.js'

interface FieldInputProps {
  readonly field: EditField
  readonly text: string
  readonly problem: string | undefined
  readonly isChanged: boolean
  readonly onChange: (text: string) => void
}

const LINE_PX = 20
const MAX_LINES = 12

export function FieldInput({ field, text, problem, isChanged, onChange }: FieldInputProps): JSX.Element {
  const id = useId()
  const { name, type, description, choices, nullable, maxLength, references } = field
  const common = {
    id,
    value: text,
    'aria-describedby': `${id}-note`,
    'aria-invalid': problem !== undefined,
    onInput: (event: { readonly currentTarget: { readonly value: string } }) =>
      onChange(event.currentTarget.value),
  }
  const note = [
    description,
    ...(references === undefined ? [] : [`The ID of a ${references}.`]),
    ...(type === 'list' ? ['Separated by commas.'] : []),
    ...(nullable ? ['Empty: none.'] : []),
  ].join(' ')
  const options = type === 'boolean' ? ['true', 'false'] : choices
  return (
    <div class={isChanged ? 'input changed' : 'input'}>
      <label for={id}>{name}</label>
      <div>
        {options !== undefined ? (
          <select {...common}>
            {nullable && <option value="">–</option>}
            {options.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        ) : type === 'json' ? (
          <textarea
            {...common}
            spellcheck={false}
            style={{ height: `${Math.min(MAX_LINES, text.split('\n').length + 1) * LINE_PX}px` }}
          />
        ) : (
          <input
            {...common}
            type="text"
            autocomplete="off"
            {...(maxLength === undefined ? {} : { maxLength })}
          />
        )}
        <p id={`${id}-note`} class={problem === undefined ? 'quiet' : 'tone-bad'}>
          {problem ?? note}
        </p>
      </div>
    </div>
  )
}
