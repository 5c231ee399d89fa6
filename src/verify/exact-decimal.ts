/** A decimal number as whole units of 10^-scale; sums and products are exact. */
export interface ExactDecimal {
  readonly units: bigint
  readonly scale: number
}

/** Reads `156.78`, `-3`, `1.5E+3`; nothing for anything else. */
export function parseDecimal(text: string): ExactDecimal | undefined {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, sign = '', whole = '', part = '', exponent = '0'] = match
  const digits = BigInt(whole + part) * (sign === '-' ? -1n : 1n)
  const scale = part.length - Number(exponent)
  if (Math.abs(scale) > 64) return undefined
  return scale < 0 ? { units: digits * 10n ** BigInt(-scale), scale: 0 } : { units: digits, scale }
}

export function multiplyDecimals(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  return { units: a.units * b.units, scale: a.scale + b.scale }
}

export function addDecimals(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const scale = Math.max(a.scale, b.scale)
  return { units: rescaleUnits(a, scale) + rescaleUnits(b, scale), scale }
}

export function areDecimalsEqual(a: ExactDecimal, b: ExactDecimal): boolean {
  const scale = Math.max(a.scale, b.scale)
  return rescaleUnits(a, scale) === rescaleUnits(b, scale)
}

function rescaleUnits(value: ExactDecimal, scale: number): bigint {
  return value.units * 10n ** BigInt(scale - value.scale)
}
