// Files out of and into the page.

/** Offers text as a file to save. */
export function saveFile(name: string, text: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has its own hold on the data by now; Safari needs a moment.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The text of a file that the reader chose; an error in words when it is too large or no text. */
export async function readTextFile(file: File, maxBytes: number): Promise<string> {
  if (file.size > maxBytes) {
    throw new Error(`"${file.name}" has ${file.size} bytes; more than ${maxBytes} are not read.`);
  }
  const text = await file.text();
  if (text.includes('\0')) throw new Error(`"${file.name}" is not a text file.`);
  return text;
}
