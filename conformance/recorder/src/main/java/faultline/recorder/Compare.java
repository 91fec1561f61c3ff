package faultline.recorder;
import java.nio.file.Path;
final class Compare { static int print(Path a, Path b) { return 1; } }
