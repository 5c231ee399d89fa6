import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** `/** TEXT *\/`, then `readonly name?: type`, or the first line of `name(…): type`. */
const MEMBER = /^ {2}(?:\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\n {2})?(?:readonly )?(\w+)(\??)([:(<]) ?(.*)$/gm

/** A table of the documented members of an exported interface, such as the options of a function of the library. */
export function memberTable(file, name) {
  const source = readFileSync(fileURLToPath(new URL(`../../src/${file}`, import.meta.url)), 'utf8')
  const declaration = new RegExp(`^export interface ${name} .*\\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source)
  if (declaration === null) throw new Error(`${file} has no interface ${name}.`)
  const rows = [...declaration[1].matchAll(MEMBER)]
    .map(([, text = '', member, , mark, type]) => ({
      name: mark === ':' ? member : `${member}()`,
      type: mark === ':' && !type.includes('=>') ? `\`${type.replaceAll('|', '\\|')}\`` : 'function',
      text: text
        .replaceAll(/\s*\n\s*\*?\s*/g, ' ')
        .trim()
        .replaceAll('|', '\\|'),
    }))
    .filter(({ text }) => text !== '')
    .map((member) => `| \`${member.name}\` | ${member.type} | ${member.text} |`)
  return ['| name | type | meaning |', '|---|---|---|', ...rows].join('\n')
}
