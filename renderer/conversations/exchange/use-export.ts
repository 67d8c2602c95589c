import { client } from "../../engine-client/index.ts";
import { toast, toastProblem } from "../../ui/index.ts";

/** Gives a set as a file to save; says what the format could not hold. */
export function useExport(setId: string): (format: "counterproof" | "openai-chat") => void {
  return (format) => {
    const give = async () => {
      try {
        const { fileName, text, warnings } = await client.exchange.export({ setId, format });
        download(fileName, text);
        if (warnings.length > 0) {
          toast({ title: `${fileName} leaves some things out`, text: warnings.join("\n"), tone: "problem" });
        }
      } catch (error) {
        toastProblem("The set could not be exported", error);
      }
    };
    void give();
  };
}

function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/octet-stream" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName;
  link.click();
  // Not at once: the download has to start from it first.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
