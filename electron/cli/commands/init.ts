import { createProject } from "../../engine/project.ts";
import { sample } from "../../engine/sample/index.ts";
import type { CommonOptions, Run } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import { openCommandEngine, projectFile } from "../project-file.ts";

export interface InitOptions extends CommonOptions {
  sample?: boolean;
}

/** Makes a project file; with the sample, its versions are replayed as well, so that there is something to compare. */
export const init: Run<InitOptions> = async (options, output) => {
  const file = projectFile(options.project);
  createProject(file, options.sample ? "sample" : "empty").close();
  if (!options.sample) {
    output.result({ project: file }, [`Made ${file}.`, `Next: counterproof import FILE --project ${file}`]);
    return exitCodes.done;
  }
  const engine = await openCommandEngine(file, output.log);
  try {
    output.result(
      {
        project: file,
        prompt: sample.promptName,
        set: sample.setName,
        model: `scripted/${sample.rulesFileName}`,
        versions: sample.versions.length,
        conversations: sample.conversations.length,
      },
      [
        `Made ${file} with the sample: prompt "${sample.promptName}" (v1 to v${sample.versions.length}), set "${sample.setName}" (${sample.conversations.length} conversations).`,
        `Its replies come from ${sample.rulesFileName} beside it: a scripted model, not a real one.`,
        `Next: counterproof compare v1 v2 --prompt ${sample.promptName} --set ${sample.setName} --project ${file}`,
      ],
    );
    return exitCodes.done;
  } finally {
    await engine.close();
  }
};
