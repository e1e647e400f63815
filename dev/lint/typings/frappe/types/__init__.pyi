from . import DF as DF
