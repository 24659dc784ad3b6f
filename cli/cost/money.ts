// Amounts for people: cents where there are any, and never a false nought.
const CENT = 0.01;
const SMALLEST = 0.0001;

export function toMoney(dollars: number): string {
  if (dollars === 0) return '$0';
  if (dollars < SMALLEST) return `<$${String(SMALLEST)}`;
  return `$${isCents(dollars) ? dollars.toFixed(2) : dollars.toFixed(4)}`;
}

/** In full: unit prices are known to the last digit. */
export function toUnitPrice(dollars: number): string {
  return `$${isCents(dollars) ? dollars.toFixed(2) : String(dollars)}`;
}

/** Such as `14,000,000`. */
export function toQuantity(amount: number): string {
  return new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 }).format(Math.ceil(amount));
}

/** From a dollar on nobody wants to know more than cents. */
function isCents(dollars: number): boolean {
  return (
    dollars >= 1 - CENT / 2 || Math.abs(dollars / CENT - Math.round(dollars / CENT)) < SMALLEST
  );
}
